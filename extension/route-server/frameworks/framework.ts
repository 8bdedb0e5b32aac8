import type { Call, Class, Func, SourceFacts, Value } from '../facts/facts.ts';
import type { Place, RouteLanguage } from '../protocol/route.ts';
import type { Prefix } from './paths.ts';
import type { Preceding } from './preceding.ts';

/** What a call of a router does with it. */
export type Effect =
  /** The router answers requests. `template` null: the router's own path. */
  | {
      readonly kind: 'route';
      readonly methods: readonly string[];
      readonly template: Value | string | null;
      readonly handler: Value | null;
      /** Of a handler that is a class, the methods that it answers of these. */
      ofClass?(found: Class, methods: readonly string[]): readonly string[];
    }
  /** Another router answers below a prefix. */
  | {
      readonly kind: 'mount';
      readonly prefix: Value | string | null;
      readonly child: Value;
      /** The prefix stands in place of the child's own. */
      readonly replaces?: boolean;
      /** It is a prefix only where it turns out to be a text, and else one of the functions. */
      readonly perhaps?: boolean;
    }
  /** What is done at this path is said by a value that a function of the program returns. */
  | {
      readonly kind: 'returned';
      readonly path: Value | null;
      readonly value: Value;
      /** Their paths are the one above. */
      read(value: Value): readonly Effect[];
    }
  /** A function gets the router, or one below a prefix, as its first parameter. */
  | { readonly kind: 'give'; readonly prefix: Value | string | null; readonly to: Value }
  /** The call is a router below a prefix. */
  | { readonly kind: 'group'; readonly prefix: Value | string | null }
  /** The call is the router itself. */
  | { readonly kind: 'self' };

/** A router that a call makes. */
export interface Creation {
  /** It answers by itself, without being mounted. */
  readonly root: boolean;
  readonly prefix?: Value | string | null | undefined;
  /** What stands before its paths where a proxy leaves it there. */
  readonly behind?: Value | undefined;
}

/** A route that is declared without a router: by a class and its methods, or by where its file is. */
export interface Declaration {
  readonly method: string;
  readonly template: string;
  readonly declared: Place;
  readonly handler: Place;
  readonly exact: boolean;
  /** What the application's conventions go by, under names that the framework gives. */
  readonly names?: Readonly<Record<string, readonly Prefix[]>>;
  /** Its path is what the conventions make of its names; without any it is no route. */
  readonly conventional?: true;
}

/** What a framework may ask while it reads a file. */
export interface Reading {
  readonly facts: SourceFacts;
  /** The text of a value, constants followed; `scope` is the function whose names it may use. */
  text(value: Value | undefined, scope?: Func | null): Prefix;
  place(span: { readonly start: number; readonly end: number }): Place;
  /** What a value is, names followed. */
  value(value: Value): Value | undefined;
  /** A class by its name here, which another file may have. */
  type(name: string): Class | undefined;
  /** Where the function is that a value names, or that it is. */
  handler(value: Value | null, at: Call): Place | null;
  /** A method of a class that another file may have. */
  method(className: string, method: string): Place | null;
}

/** How a framework's routes look in source. */
export interface Framework {
  readonly name: string;
  readonly language: RouteLanguage;
  /** Whether a file may be of this framework; looked at for each file, so it must be cheap. */
  readonly hint: RegExp;
  readonly syntax: TemplateSyntax;
  /** `/Books` is answered as `/books` is. */
  readonly ignoresCase?: true;
  creates?(call: Call): Creation | undefined;
  /** Whether a function's parameter is a router; `type` is empty where the language has none. */
  isRouter?(param: { readonly name: string; readonly type: string }): boolean;
  /** Names of the methods of a router, and what each does. */
  readonly uses?: Readonly<Record<string, (call: Call) => readonly Effect[]>>;
  /** Functions of this package act on a router that the program has from the start. */
  readonly package?: string;
  /** A function with this attribute is a router of one route, which others mount by its name. */
  attributed?(
    attribute: Call,
  ): { readonly methods: readonly string[]; readonly template: Value | null } | undefined;
  readonly table?: RouteTable;
  /** A member of a router that stands for it, as `app.router`. */
  readonly member?: string;
  /** Calls by these names return the router that they are of. */
  readonly returnsItself?: RegExp;
  /** Routes that need no router. */
  declares?(reading: Reading): readonly Declaration[];
  /** What this file says of all such routes of the application. */
  precedes?(reading: Reading): readonly Preceding[];
  /** Keys of configuration files that say the same, the outer one first. */
  readonly settings?: readonly string[];
  /** Whether the address alone makes a file one of this framework. */
  readonly file?: RegExp;
  /** What it finds is only likely. */
  readonly guess?: true;
}

/** Routes in a list that has a name of its own in each module. */
export interface RouteTable {
  /** Name of the list. */
  readonly binding: string;
  /** What a list is made of; none where the value is no list. */
  items(value: Value): readonly Value[];
  /** What a call of a method of the list adds to it. */
  added(call: Call): readonly Value[];
  /** What the calls in the list do, by their names. */
  readonly entries: Readonly<Record<string, (call: Call) => readonly Effect[]>>;
  /** What the child of a mount names: a module by its text, a list, or a router. */
  child(value: Value): Value | undefined;
}

/** How parameters are written: `:id`, `{id}`, `<int:id>`, `[id]`. */
export type TemplateSyntax = 'colon' | 'brace' | 'angle' | 'bracket';

export const verbs = ['get', 'post', 'put', 'delete', 'patch', 'options', 'head'] as const;

/** The last function or name among the arguments, which is how most routers take handlers. */
export function lastHandler({ args }: Call): Value | null {
  return args.findLast(({ kind }) => /^(function|name|call|list)$/.test(kind)) ?? null;
}

/** An entry of the object, or the named argument. */
export function entry(values: readonly Value[], name: string): Value | undefined {
  for (const value of values) {
    if (value.kind === 'named' && value.name === name) return value.value;
    if (value.kind !== 'object') continue;
    const found = value.entries.find((one) => one.name === name);
    if (found) return found.value;
  }
  return undefined;
}

/** The texts of a text, a symbol, or a list of them. */
export function texts(value: Value | undefined): string[] {
  if (!value) return [];
  if (value.kind === 'text' || value.kind === 'symbol') return [value.text];
  if (value.kind === 'name') return [value.path.replace(/^.*\./, '')];
  return value.kind === 'list' ? value.items.flatMap(texts) : [];
}

export function isText(value: Value | undefined): boolean {
  return value?.kind === 'text' || value?.kind === 'join';
}

/** `require('module')` */
export function requires(value: Value, module: string): boolean {
  if (value.kind !== 'call' || value.call.name !== 'require') return false;
  const [name] = value.call.args;
  return name?.kind === 'text' && name.text === module;
}
