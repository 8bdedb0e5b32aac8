import type { RouteLanguage } from '../protocol/route.ts';

/**
 * What is known of one source file, in words that all languages share, so that a framework is described once by
 * what its calls mean. Offsets are UTF-16 units from the beginning of the file.
 */
export interface SourceFacts {
  readonly uri: string;
  readonly language: RouteLanguage;
  readonly calls: readonly Call[];
  readonly functions: readonly Func[];
  readonly classes: readonly Class[];
  readonly bindings: readonly Binding[];
  readonly imports: readonly Import[];
  readonly exports: readonly Export[];
  /** Offsets at which lines begin. */
  readonly lines: readonly number[];
  /** Parts of the source that could not be parsed. */
  readonly broken: boolean;
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** `receiver.name(args)`; also decorators, annotations and attributes, whose receiver is what stands before the name. */
export interface Call extends Span {
  readonly name: string;
  readonly receiver: Value | null;
  readonly args: readonly Value[];
  /** Of `name`. */
  readonly nameStart: number;
  /** The innermost function around it. */
  readonly scope: Func | null;
  /** Calls on what this call returns, the nearest first. */
  readonly chain: Call[];
  /** Made with `new`, or of a macro. */
  readonly form: 'call' | 'new' | 'macro' | 'decorator';
  /** What a decorator stands before. */
  readonly decorates?: Func | Class;
}

export type Value = Span &
  (
    | { readonly kind: 'text'; readonly text: string }
    /** Texts and other values one after the other. */
    | { readonly kind: 'join'; readonly parts: readonly Value[] }
    | { readonly kind: 'number'; readonly value: number }
    /** What stands for a value that may be missing: `port ?? 8080`. */
    | { readonly kind: 'otherwise'; readonly value: Value }
    /** Dotted, as `a.b.c`, whatever the language puts between. */
    | { readonly kind: 'name'; readonly path: string }
    | { readonly kind: 'symbol'; readonly text: string }
    | { readonly kind: 'call'; readonly call: Call }
    | { readonly kind: 'function'; readonly func: Func }
    | { readonly kind: 'list'; readonly items: readonly Value[] }
    | { readonly kind: 'object'; readonly entries: readonly NamedValue[] }
    | NamedValue
    | { readonly kind: 'other' }
  );

export interface NamedValue extends Span {
  readonly kind: 'named';
  readonly name: string;
  readonly value: Value;
}

export interface Func extends Span {
  readonly kind: 'function';
  /** Empty for one without a name. */
  readonly name: string;
  readonly nameStart: number;
  readonly params: readonly Param[];
  readonly returns: Value[];
  readonly scope: Func | null;
  readonly decorators: Call[];
  /** The class whose method it is, or its receiver's type. */
  readonly className: string;
  /** What the function calls its receiver, where that is a name of its own. */
  readonly self?: string;
  /** `public`, `static` and the like, where the language's reader tells them. */
  readonly modifiers?: readonly string[];
}

export interface Param {
  readonly name: string;
  /** As written; empty where there is none. */
  readonly type: string;
  /** The function is called as a method of this parameter. */
  readonly extended?: boolean;
}

export interface Class extends Span {
  readonly kind: 'class';
  readonly name: string;
  readonly nameStart: number;
  readonly bases: readonly string[];
  readonly decorators: Call[];
  readonly methods: Func[];
  /** `abstract`, `interface` and the like, where the language's reader tells them. */
  readonly modifiers?: readonly string[];
}

export interface Binding extends Span {
  /** May be dotted, as `this.router`. */
  readonly name: string;
  readonly value: Value;
  readonly scope: Func | null;
  /** The binding adds to what was there before. */
  readonly adds: boolean;
}

export interface Import {
  readonly local: string;
  readonly module: string;
  /** `*` for the module itself, `default` for its default export. */
  readonly imported: string;
}

/** `module` alone: everything that it exports. */
export interface Export {
  readonly name: string;
  readonly value: Value | null;
  readonly module?: string;
}
