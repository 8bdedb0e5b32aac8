import { readFile, rm, writeFile } from 'node:fs/promises';
import { mustRun } from './program.ts';

/**
 * Leaves the line information out of an object's `.BTF.ext` section: a third of the object, which only says which
 * line of source the verifier speaks of. The object's relocations must have been resolved (`bpftool gen object`).
 */
export async function dropLineInfo(object: string): Promise<void> {
  const section = `${object}.btf-ext`;
  try {
    await mustRun('llvm-objcopy', [`--dump-section=.BTF.ext=${section}`, object]);
    await writeFile(section, withoutLineInfo(await readFile(section)));
    await mustRun('llvm-objcopy', [`--update-section=.BTF.ext=${section}`, object]);
  } finally {
    await rm(section, { force: true });
  }
}

/** `magic`, `version`, `flags`, `hdr_len`, then an offset and a length for each of the parts. */
const magic = 0xeb9f;
const lengthAt = 4;
const firstPartAt = 8;
/** In the header's order: `func_info`, `line_info`, `core_relo`. */
const parts = 3;
const lineInfo = 1;

/** The section with a header of three parts whose `line_info` is empty (Documentation/bpf/btf.rst of the kernel). */
export function withoutLineInfo(section: Buffer): Buffer {
  if (section.readUInt16LE(0) !== magic) throw new Error('This is no .BTF.ext section.');
  const headerLength = section.readUInt32LE(lengthAt);
  const header = Buffer.from(section.subarray(0, headerLength));
  const kept: Buffer[] = [];
  let offset = 0;
  for (let part = 0; part < parts; part++) {
    const at = firstPartAt + part * 8;
    const from = headerLength + header.readUInt32LE(at);
    const length = part === lineInfo ? 0 : header.readUInt32LE(at + 4);
    kept.push(section.subarray(from, from + length));
    header.writeUInt32LE(offset, at);
    header.writeUInt32LE(length, at + 4);
    offset += length;
  }
  return Buffer.concat([header, ...kept]);
}
