// `npm run -s frameworks`: holds what is found in sources against what the frameworks list themselves, and writes the
// table of docs/routes.md.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../../build/paths.ts';
import { frameworks } from '../../extension/route-server/frameworks/frameworks.ts';
import { grammarFolder } from '../../extension/route-server/scan/grammar-folder.ts';
import { Grammars } from '../../extension/route-server/scan/grammars.ts';
import { RouteIndex } from '../../extension/route-server/scan/index.ts';
import { readSource } from '../../extension/route-server/scan/read-source.ts';
import { type Compared, compare, shapes, toldShape } from './compare.ts';
import { installedPackages, type Listing, listed } from './list.ts';
import { programs } from './programs.ts';

const page = join(root, 'docs', 'routes.md');
const begin = '<!-- written by npm run frameworks -->';
const end = '<!-- end -->';
const say = (line: string) => process.stderr.write(`${line}\n`);
const grammars = new Grammars(grammarFolder, say);

const packages = await installedPackages();
const rows: string[] = [];
for (const program of programs) {
  const folder = await mkdtemp(join(tmpdir(), 'http-trace-frameworks-'));
  try {
    const listing = await listed(program, folder, packages);
    const own = listing.lines.flatMap((line) => shapes(line, program.syntax));
    const compared = compare(own, await foundIn(program.name));
    rows.push(rowOf(program.framework, listing, compared));
    say(rows.at(-1) ?? '');
    for (const one of compared.missing) say(`  not found: ${one}`);
    for (const one of compared.wrong) say(`  not listed: ${one}`);
    if (compared.missing.length + compared.wrong.length > 0) process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
const head = [
  '| framework | it lists | found | recall | found as certain | of these listed | precision | found as less certain |',
  '|---|---|---|---|---|---|---|---|',
];
const text = await readFile(page, 'utf8');
const [before, rest = ''] = text.split(begin);
const after = rest.slice(rest.indexOf(end));
await writeFile(page, `${before}${begin}\n\n${[...head, ...rows].join('\n')}\n\n${after}`);

function rowOf(framework: string, { version }: Listing, compared: Compared): string {
  const { listed: count, recalled, sure, right, unsure } = compared;
  const share = (part: number, whole: number) => `${((100 * part) / whole).toFixed(0)} %`;
  return `| ${framework} ${version} | ${count} | ${recalled} | ${share(recalled, count)} | ${sure} | ${right} | ${share(right, sure)} | ${unsure} |`;
}

async function foundIn(name: string) {
  const folder = join(root, 'test', 'fixtures', 'routes', name);
  const index = new RouteIndex({
    ...{ grammars, frameworks, log: say },
    read: (uri) => readSource(uri, say),
  });
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  await index.replace(
    files
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name: file }) => pathToFileURL(join(parentPath, file)).href),
  );
  return (await index.changes())
    .flatMap(({ routes }) => routes)
    .map(({ method, template, confidence }) => ({
      ...{ method, confidence },
      template: toldShape(template),
    }));
}
