import type { Call, Value } from '../facts/facts.ts';
import { type Declaration, entry, type Reading, texts } from './framework.ts';
import { joinPaths, type Prefix } from './paths.ts';
import type { Preceding } from './preceding.ts';

type Names = NonNullable<Declaration['names']>;
type Defaults = ReadonlyMap<string, string>;

interface Pattern {
  readonly text: string;
  readonly exact: boolean;
  readonly defaults: Defaults;
}

const usual = '{controller=Home}/{action=Index}/{id?}';

/** The conventions that a program maps: `MapControllerRoute("name", "{controller=Home}/{action=Index}/{id?}")`. */
export function conventions(reading: Reading): Preceding[] {
  return reading.facts.calls.flatMap((call): Preceding[] => {
    const pattern = patternOf(call, reading);
    if (!pattern) return [];
    const before = ({ conventional, names = {} }: Declaration) =>
      conventional ? expanded(pattern, names) : [];
    return [{ layer: 'pattern', before }];
  });
}

function patternOf({ name, args, scope }: Call, { text }: Reading): Pattern | undefined {
  if (/^(MapDefaultControllerRoute|UseMvcWithDefaultRoute)$/.test(name)) {
    return { text: usual, exact: true, defaults: new Map() };
  }
  const isArea = name === 'MapAreaControllerRoute';
  if (!isArea && !/^(MapControllerRoute|MapRoute)$/.test(name)) return undefined;
  const plain = args.filter(({ kind }) => kind !== 'named');
  const pattern = entry(args, 'pattern') ?? entry(args, 'template') ?? plain[isArea ? 2 : 1];
  if (!pattern) return undefined;
  const defaults = new Map<string, string>();
  const object = entry(args, 'defaults') ?? plain.find(({ kind }) => kind === 'object');
  if (object?.kind === 'object') {
    for (const { name: key, value } of object.entries) defaults.set(key, text(value, scope).text);
  }
  const area = isArea ? (entry(args, 'areaName') ?? plain[1]) : undefined;
  if (area) defaults.set('area', text(area, scope).text);
  return { ...text(pattern, scope), defaults };
}

/** The paths of one action; none where the pattern leads to others only. */
function expanded({ text, exact, defaults }: Pattern, names: Names): Prefix[] {
  const written: { readonly text: string; readonly mayBeLeftOut: boolean }[] = [];
  const used = new Set<string>();
  let isPlain = exact;
  for (const segment of text.split('/').filter((part) => part !== '')) {
    const [, key = '', constraint = '', usually] =
      /^\{(\w+)([^=?]*)(?:=([^{}]*)|\?)?\}$/.exec(segment) ?? [];
    used.add(key);
    const named = names[key]?.[0]?.text;
    if (isRequired(key) && named === undefined) return [];
    // The program may write the name in another way: `{controller:slugify}`.
    if (isRequired(key) && !/^(:exists)?$/.test(constraint)) isPlain = false;
    const otherwise = usually ?? defaults.get(key);
    const mayBeLeftOut = named === undefined ? isOptional(segment) : isSame(named, otherwise);
    written.push({ text: named ?? segment, mayBeLeftOut });
  }
  for (const key of ['controller', 'action', 'area']) {
    const named = names[key]?.[0]?.text;
    if (!used.has(key) && !isSame(named, defaults.get(key))) return [];
  }
  const paths = [joinPaths(written.map((one) => one.text.replace(/[?]\}$|=[^{}]*\}$/, '}')))];
  while (written.pop()?.mayBeLeftOut) paths.unshift(joinPaths(written.map((one) => one.text)));
  return paths.map((path) => ({ text: path, exact: isPlain }));
}

function isRequired(key: string): boolean {
  return key === 'controller' || key === 'action' || key === 'area';
}

function isOptional(segment: string): boolean {
  return /^\{[^{}]*(\?|=[^{}]*)\}$/.test(segment);
}

function isSame(a: string | undefined, b: string | undefined): boolean {
  return a?.toLowerCase() === b?.toLowerCase();
}

/** The methods that `[AcceptVerbs("GET", "POST")]` names. */
export function acceptedVerbs({ args }: Call): string[] {
  return args
    .filter((arg): arg is Value => arg.kind !== 'named')
    .flatMap(texts)
    .map(upper);
}

function upper(text: string): string {
  return text.toUpperCase();
}
