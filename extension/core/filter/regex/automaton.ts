import { FilterSyntaxError } from '../tokens.ts';
import type { CharTest } from './classes.ts';
import { type Node, parseRegex } from './parse.ts';

type Step =
  | { readonly kind: 'char'; readonly test: CharTest; next: number }
  | { readonly kind: 'split'; next: number; other: number }
  | { readonly kind: 'start'; next: number }
  | { readonly kind: 'end'; next: number }
  | { readonly kind: 'found' };

/** Which steps may be next after some text, made when it is first needed. */
interface State {
  readonly chars: readonly number[];
  readonly found: boolean;
  readonly foundAtEnd: boolean;
  readonly next: Map<number, State>;
}

const mostSteps = 5000;
const mostStates = 2000;

/**
 * A regular expression that is searched for in time proportional to the text, whatever it is (Thompson's
 * construction, its states made when needed): one that somebody types, or a host sends text for, cannot make
 * everything stand still. Letters match in any case.
 * @throws FilterSyntaxError
 */
export function compileRegex(source: string, position: number): (text: string) => boolean {
  const steps: Step[] = [{ kind: 'found' }];
  const add = (step: Step): number => {
    if (steps.length >= mostSteps) {
      throw new FilterSyntaxError(`The regular expression /${source}/ is too large.`, position);
    }
    return steps.push(step) - 1;
  };
  const first = build(parseRegex(source, position), 0, add, steps);
  const searcher = new Searcher(steps, first);
  return (text) => searcher.finds(text);
}

/** Builds from the end: each part knows what follows it. */
function build(node: Node, next: number, add: (step: Step) => number, steps: Step[]): number {
  switch (node.kind) {
    case 'char':
      return add({ kind: 'char', test: node.test, next });
    case 'start':
    case 'end':
      return add({ kind: node.kind, next });
    case 'all':
      return node.parts.reduceRight((after, part) => build(part, after, add, steps), next);
    case 'any':
      return node.parts
        .map((part) => build(part, next, add, steps))
        .reduceRight((other, one) => add({ kind: 'split', next: one, other }));
    case 'repeat': {
      let after = next;
      if (node.most === Number.POSITIVE_INFINITY) {
        const loop = add({ kind: 'split', next: 0, other: next });
        const inner = build(node.part, loop, add, steps);
        (steps[loop] as { next: number }).next = inner;
        after = loop;
      } else {
        for (let copy = node.least; copy < node.most; copy += 1) {
          after = add({ kind: 'split', next: build(node.part, after, add, steps), other: next });
        }
      }
      for (let copy = 0; copy < node.least; copy += 1) after = build(node.part, after, add, steps);
      return after;
    }
  }
}

class Searcher {
  private states = new Map<string, State>();
  private begin: State;

  constructor(
    private readonly steps: readonly Step[],
    private readonly first: number,
  ) {
    this.begin = this.stateOf([first], true);
  }

  finds(text: string): boolean {
    let state = this.begin;
    for (let at = 0; at < text.length; at += 1) {
      if (state.found) return true;
      const code = text.charCodeAt(at);
      state = state.next.get(code) ?? this.after(state, code);
    }
    return state.found || state.foundAtEnd;
  }

  private after(state: State, code: number): State {
    // A search may begin anywhere.
    const reached = [this.first];
    for (const index of state.chars) {
      const step = this.steps[index];
      if (step?.kind === 'char' && step.test(code)) reached.push(step.next);
    }
    const next = this.stateOf(reached, false);
    state.next.set(code, next);
    return next;
  }

  private stateOf(from: readonly number[], atStart: boolean): State {
    const inside = this.closure(from, atStart, false);
    const chars = [...inside]
      .filter((index) => this.steps[index]?.kind === 'char')
      .sort((a, b) => a - b);
    const found = inside.has(0);
    const foundAtEnd = found || this.closure(from, atStart, true).has(0);
    const key = `${found} ${foundAtEnd} ${chars.join(' ')}`;
    const known = this.states.get(key);
    if (known) return known;
    if (this.states.size >= mostStates) this.forget();
    const state: State = { chars, found, foundAtEnd, next: new Map() };
    this.states.set(key, state);
    return state;
  }

  /** States lead to each other: only a fresh beginning lets go of them. */
  private forget(): void {
    this.states = new Map();
    this.begin = { ...this.begin, next: new Map() };
  }

  private closure(from: readonly number[], atStart: boolean, atEnd: boolean): Set<number> {
    const inside = new Set<number>();
    const open = [...from];
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      if (inside.has(index)) continue;
      inside.add(index);
      const step = this.steps[index];
      if (step?.kind === 'split') open.push(step.next, step.other);
      else if (step?.kind === 'start' && atStart) open.push(step.next);
      else if (step?.kind === 'end' && atEnd) open.push(step.next);
    }
    return inside;
  }
}
