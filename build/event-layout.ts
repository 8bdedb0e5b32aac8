// Generates the agent's view of the event ABI from the BTF of bpf/include/event.h, so that no offset is ever
// written by hand. Run directly, or called by the build.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type BtfType, type Layouts, layoutsOf } from './btf.ts';
import { dist, root } from './paths.ts';

/** Where the generated module is. */
export const eventLayoutFile = join(dist, 'generated', 'event-layout.ts');

/** Writes {@link eventLayoutFile}, only where its content changes; needs clang and bpftool. */
export function generateEventLayout(): void {
  const source = moduleText(layoutsOf(readBtf(join(root, 'bpf', 'include', 'event_layout.c'))));
  if (existsSync(eventLayoutFile) && readFileSync(eventLayoutFile, 'utf8') === source) return;
  mkdirSync(dirname(eventLayoutFile), { recursive: true });
  writeFileSync(eventLayoutFile, source);
}

function readBtf(sourceFile: string): readonly BtfType[] {
  const folder = mkdtempSync(join(tmpdir(), 'event-layout-'));
  try {
    const object = join(folder, 'event_layout.o');
    const multiarch = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
    execFileSync('clang', [
      ...['-target', 'bpf', '-g', '-O2', '-Wall', '-Werror', `-I/usr/include/${multiarch}`],
      ...['-c', sourceFile, '-o', object],
    ]);
    const json = execFileSync(bpftool(), ['btf', 'dump', 'file', object, 'format', 'raw', '-j']);
    return (JSON.parse(json.toString()) as { types: BtfType[] }).types;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Debian keeps it outside of an ordinary user's PATH. */
function bpftool(): string {
  return existsSync('/usr/sbin/bpftool') ? '/usr/sbin/bpftool' : 'bpftool';
}

function moduleText({ structs, enums }: Layouts): string {
  return [
    '// Generated from bpf/include/event.h by build/event-layout.ts.',
    `export const eventLayout = ${JSON.stringify(structs, null, 2)} as const;`,
    `export const eventEnums = ${JSON.stringify(enums, null, 2)} as const;`,
    '',
  ].join('\n');
}

if (process.argv[1] === import.meta.filename) generateEventLayout();
