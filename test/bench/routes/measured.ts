// Measures the route server's index and the matching in a process of their own; prints one line of JSON.
import { readFile } from 'node:fs/promises';
import { argv } from 'node:process';
import { pathToFileURL } from 'node:url';
import { RouteMatcher } from '../../../extension/core/routes/matcher.ts';
import { frameworks } from '../../../extension/route-server/frameworks/frameworks.ts';
import type { Route } from '../../../extension/route-server/protocol/route.ts';
import { Grammars } from '../../../extension/route-server/scan/grammars.ts';
import { RouteIndex } from '../../../extension/route-server/scan/index.ts';

export interface Cold {
  readonly routes: number;
  readonly calls: number;
  readonly coldMs: number;
  readonly coldCpuMs: number;
  /** The most that the process ever took. */
  readonly peakBytes: number;
}

export interface Measured extends Cold {
  readonly editMs: number;
  readonly editCpuMs: number;
  readonly matchesPerSecond: number;
  readonly newPathsPerSecond: number;
}

const edits = 101;
const [, , grammars = '', list = '', only = ''] = argv;
const files = JSON.parse(await readFile(list, 'utf8')) as string[];
const index = new RouteIndex({
  grammars: new Grammars(grammars, (line) => console.error(line)),
  frameworks,
  read: (uri) => readFile(new URL(uri), 'utf8'),
  log: (line) => console.error(line),
});

const cold = await timed(async () => {
  await index.replace(files.map((file) => pathToFileURL(file).href));
  return index.changes();
});
const routes = cold.result.flatMap((file) => file.routes);
const found: Cold = {
  routes: routes.length,
  calls: cold.result.flatMap((file) => file.calls).length,
  coldMs: cold.ms,
  coldCpuMs: cold.cpuMs,
  peakBytes: process.resourceUsage().maxRSS * 1024,
};
console.log(JSON.stringify(only === 'cold' ? found : { ...found, ...(await more()) }));

/** After an edit, and matching. */
async function more(): Promise<Omit<Measured, keyof Cold>> {
  const edited = cold.result.filter((file) => file.routes.length > 0).slice(0, edits);
  const editing: { ms: number; cpuMs: number }[] = [];
  for (const { uri } of edited) {
    const text = await readFile(new URL(uri), 'utf8');
    const { ms, cpuMs: cpu } = await timed(async () => {
      await index.update(uri, `${text}\n`);
      return index.changes();
    });
    editing.push({ ms, cpuMs: cpu });
  }
  return {
    editMs: median(editing.map(({ ms }) => ms)),
    editCpuMs: median(editing.map(({ cpuMs: cpu }) => cpu)),
    matchesPerSecond: matching(routes, 1000),
    newPathsPerSecond: matching(routes, Number.POSITIVE_INFINITY),
  };
}

/** Matches a processor second, where so many paths come again and again. */
function matching(all: readonly Route[], different: number): number {
  const matcher = new RouteMatcher(all.slice(0, 2000));
  const before = process.cpuUsage();
  const count = 200_000;
  let hits = 0;
  for (let at = 0; at < count; at += 1) {
    const { method, template } = all[(at % 2000) % all.length] ?? { method: 'GET', template: '/' };
    const path = template.replace(/\{\w*\*?\}/g, String(at % different));
    hits += matcher.match(method, path).length > 0 ? 1 : 0;
  }
  if (hits < count / 2) throw new Error('The matcher does not find the routes that it has.');
  return count / (cpuMs(before) / 1000);
}

async function timed<Result>(act: () => Promise<Result>) {
  const started = performance.now();
  const before = process.cpuUsage();
  const result = await act();
  return { result, ms: performance.now() - started, cpuMs: cpuMs(before) };
}

function cpuMs(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
