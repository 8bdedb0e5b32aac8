import type { Node } from '@vscode/tree-sitter-wasm';
import type { RouteLanguage } from '../protocol/route.ts';
import type {
  Binding,
  Call,
  Class,
  Export,
  Func,
  Import,
  SourceFacts,
  Span,
  Value,
} from './facts.ts';

/** How one language's syntax tree is read. */
export interface LanguageReader {
  readonly language: RouteLanguage;
  /** Name of the grammar's file: `tree-sitter-GRAMMAR.wasm`. */
  readonly grammar: string;
  /**
   * Its captures are the names in `visit`. Patterns name single nodes: one of nodes within nodes makes the parser look
   * through all of its grammar, which takes longer than to read many files.
   */
  readonly query: string;
  readonly visit: Readonly<Record<string, (node: Node, facts: FactsBuilder) => void>>;
  call(node: Node, facts: FactsBuilder): CallParts;
  value(node: Node, facts: FactsBuilder): Value;
  func(node: Node, facts: FactsBuilder): FuncParts;
}

export type CallParts = Pick<Call, 'name' | 'receiver' | 'args' | 'nameStart'> &
  Partial<Pick<Call, 'form' | 'decorates'>>;

export type FuncParts = Pick<Func, 'name' | 'params' | 'className'> &
  Partial<Pick<Func, 'nameStart' | 'start' | 'modifiers' | 'self'>>;

/** Deeper expressions than any person writes are not followed. */
const maxDepth = 200;

/** What grammars call numbers. */
const numbers = new Set([
  ...['number', 'integer', 'int_literal', 'integer_literal', 'decimal_integer_literal'],
]);

/** Calls that are looked back from one; a route's method is not named further away. */
const maxChain = 8;

/** Gathers the facts of one file while its captures are visited in order. */
export class FactsBuilder {
  readonly calls: Call[] = [];
  readonly functions: Func[] = [];
  readonly classes: Class[] = [];
  readonly bindings: Binding[] = [];
  readonly imports: Import[] = [];
  readonly exports: Export[] = [];
  private readonly callsByNode = new Map<number, Call>();
  private readonly functionsByNode = new Map<number, Func>();
  /** Functions around the node that is visited, the innermost last. */
  private open: Func[] = [];
  private depth = 0;

  constructor(
    readonly source: string,
    private readonly reader: LanguageReader,
  ) {}

  /** Text of a node, without asking the parser for it. */
  text({ startIndex, endIndex }: Node): string {
    return this.source.slice(startIndex, endIndex);
  }

  field(node: Node, name: string): string {
    const found = node.childForFieldName(name);
    return found ? this.text(found) : '';
  }

  /** Everything from here on starts at `offset` or later. */
  advance(offset: number): void {
    while (this.open.some(({ end }) => end <= offset)) {
      this.open = this.open.filter(({ end }) => end > offset);
    }
  }

  /** The innermost function around an offset. */
  scopeAt(offset: number): Func | null {
    const around = this.open.findLast(({ start, end }) => start <= offset && offset < end);
    return around ?? null;
  }

  value(node: Node | null): Value {
    if (!node) return { kind: 'other', start: 0, end: 0 };
    if (this.depth >= maxDepth) return other(node);
    if (numbers.has(node.type)) {
      return { kind: 'number', value: Number(this.text(node)), ...spanOf(node) };
    }
    this.depth += 1;
    try {
      return this.reader.value(node, this);
    } finally {
      this.depth -= 1;
    }
  }

  values(nodes: readonly (Node | null)[]): Value[] {
    return nodes
      .filter((node) => node !== null && !node.type.includes('comment'))
      .map((node) => this.value(node));
  }

  /** Two values that an operator puts together as a text; of another operator, nothing that can be read. */
  joined(node: Node, operator: string): Value {
    if (node.childForFieldName('operator')?.type !== operator) return other(node);
    const parts = [node.childForFieldName('left'), node.childForFieldName('right')];
    return { kind: 'join', parts: this.values(parts), ...spanOf(node) };
  }

  callOf(node: Node): Call {
    const known = this.callsByNode.get(node.id);
    if (known) return known;
    const span = spanOf(node);
    const scope = this.scopeAt(span.start);
    const call: Call = { form: 'call', scope, chain: [], ...span, ...this.reader.call(node, this) };
    this.callsByNode.set(node.id, call);
    let before = call.receiver;
    for (let steps = 0; before?.kind === 'call' && steps < maxChain; steps += 1) {
      before.call.chain.push(call);
      before = before.call.receiver;
    }
    this.calls.push(call);
    return call;
  }

  /** A call that is read otherwise than its node alone would be. */
  addCall(parts: Omit<Call, 'chain'>, node?: Node): Call {
    const call: Call = { ...parts, chain: [] };
    if (node) this.callsByNode.set(node.id, call);
    this.calls.push(call);
    return call;
  }

  functionOf(node: Node): Func {
    const known = this.functionsByNode.get(node.id);
    if (known) return known;
    const span = spanOf(node);
    const scope = this.scopeAt(span.start);
    const parts = this.reader.func(node, this);
    const func: Func = {
      kind: 'function',
      nameStart: span.start,
      returns: [],
      decorators: [],
      ...span,
      scope,
      ...parts,
    };
    this.functionsByNode.set(node.id, func);
    this.functions.push(func);
    this.open.push(func);
    return func;
  }

  bind(name: string, value: Node | null, at: Node, adds = false): void {
    if (!value || name === '') return;
    const span = spanOf(at);
    this.bindings.push({
      name,
      value: this.value(value),
      scope: this.scopeAt(span.start),
      adds,
      ...span,
    });
  }

  build(uri: string, broken: boolean): SourceFacts {
    const { calls, functions, classes, bindings, imports, exports, source } = this;
    const lines = lineStarts(source);
    const found = { calls, functions, classes, bindings, imports, exports };
    return { uri, language: this.reader.language, ...found, lines, broken };
  }
}

export function spanOf({ startIndex, endIndex }: Node): Span {
  return { start: startIndex, end: endIndex };
}

export function other(node: Node): Value {
  return { kind: 'other', ...spanOf(node) };
}

function lineStarts(source: string): number[] {
  const starts = [0];
  for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) {
    starts.push(at + 1);
  }
  return starts;
}
