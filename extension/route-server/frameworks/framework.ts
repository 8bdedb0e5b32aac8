import type { Call, Func, SourceFacts, Value } from '../facts/facts.ts';
import type { Place, RouteLanguage } from '../protocol/route.ts';

/** What a call of a router does with it. */
export type Effect =
  /** The router answers requests. `template` null: the router's own path. */
  | {
      readonly kind: 'route';
      readonly methods: readonly string[];
      readonly template: Value | string | null;
      readonly handler: Value | null;
    }
  /** Another router answers below a prefix. */
  | {
      readonly kind: 'mount';
      readonly prefix: Value | string | null;
      readonly child: Value;
      /** The prefix stands in place of the child's own. */
      readonly replaces?: boolean;
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
  readonly prefix?: Value | string | undefined;
}

/** A route that is declared without a router: by a class and its methods, or by where its file is. */
export interface Declaration {
  readonly method: string;
  readonly template: string;
  readonly declared: Place;
  readonly handler: Place;
  readonly exact: boolean;
}

/** What stands before all routes of an application, but for those of these templates. */
export interface Preceding {
  readonly prefix: Value;
  /** The function that says it, whose names it may use. */
  readonly scope?: Func | null;
  readonly except: readonly string[];
}

/** What a framework may ask while it reads a file. */
export interface Reading {
  readonly facts: SourceFacts;
  /** The text of a value, constants followed; a computed part is `{}`. */
  text(value: Value | undefined): { readonly text: string; readonly exact: boolean };
  place(span: { readonly start: number; readonly end: number }): Place;
  /** What a value is, names followed. */
  value(value: Value): Value | undefined;
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
  /** Routes that need no router. */
  declares?(reading: Reading): readonly Declaration[];
  /** What stands before all such routes of the application, where this file says it. */
  prefixes?(reading: Reading): readonly Preceding[];
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
  return (
    args.findLast(({ kind }) => kind === 'function' || kind === 'name' || kind === 'call') ?? null
  );
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
