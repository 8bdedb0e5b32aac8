import type { Class, Func, SourceFacts, Value } from '../facts/facts.ts';
import type { Place } from '../protocol/route.ts';
import { indexOf } from './index-of.ts';
import { nearestTo } from './modules.ts';
import type { Names, Resolved } from './names.ts';
import { fromName, placeOf } from './places.ts';
import type { Workspace } from './workspace.ts';

/** Finds the functions that answer. */
export class Handlers {
  constructor(
    private readonly names: Names,
    private readonly workspace: Workspace,
  ) {}

  /** Where the function is that a value names, is, or wraps. */
  of(value: Value | null, facts: SourceFacts, scope: Func | null, depth = 4): Place | null {
    if (!value || depth <= 0) return null;
    if (value.kind === 'function') return placeOf(facts, value.func);
    if (value.kind === 'named') return this.of(value.value, facts, scope, depth);
    if (value.kind === 'list') return this.of(value.items.at(-1) ?? null, facts, scope, depth - 1);
    if (value.kind === 'name') {
      const resolved = this.names.resolve(value, facts, scope);
      if (resolved?.kind === 'value') {
        return resolved.value.kind === 'name'
          ? null
          : this.of(resolved.value, resolved.facts, resolved.scope, depth - 1);
      }
      return placed(resolved);
    }
    if (value.kind !== 'call') return null;
    // `catchErrors(handler)`, `handler.bind(this)`, `View.as_view()`, `http.HandlerFunc(h)`, `h.serve()`
    const { call } = value;
    for (const arg of call.args.toReversed()) {
      const found = this.of(arg, facts, scope, depth - 1);
      if (found) return found;
    }
    const { start, end, receiver, name } = call;
    // `mux.Handle("/x", &shelves{})`
    const serving = call.form === 'new' && this.names.methodOf(name, 'ServeHTTP', facts);
    if (serving) return placed(serving);
    if (receiver?.kind === 'name') {
      const path = `${receiver.path}.${name}`;
      const called = placed(this.names.resolve({ kind: 'name', path, start, end }, facts, scope));
      if (called) return called;
    }
    if (!receiver) return placed(this.names.name(name, facts, scope));
    return this.of(receiver, facts, scope, depth - 1);
  }

  /** The class that a value names, or of which it makes a function: `View.as_view()`. */
  classOf(value: Value | null, facts: SourceFacts, scope: Func | null): Class | undefined {
    const named = value?.kind === 'call' ? value.call.receiver : value;
    const resolved = named ? this.names.resolve(named, facts, scope) : undefined;
    return resolved?.kind === 'class' ? resolved.found : undefined;
  }

  /** A method of a class that is here, or in a file that is named like the class. */
  method(className: string, method: string, from: SourceFacts): Place | null {
    const name = className.replace(/^.*[\\.:/]/, '');
    const named = this.names.name(name, from, null);
    const known = named?.kind === 'class' ? named.found.methods : [];
    const own = known.find((one) => one.name === method);
    if (named?.kind === 'class' && own) return placeOf(named.facts, fromName(own));
    const snake = name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase();
    const files = [`${name}.php`, `${snake}.rb`].flatMap((file) => [
      ...nearestTo(className, this.workspace.endingIn(file)),
    ]);
    for (const uri of [from.uri, ...files]) {
      const facts = uri === from.uri ? from : this.workspace.facts(uri);
      const found = facts && indexOf(facts).classes.get(name);
      const func = found?.methods.find((one) => one.name === method);
      if (facts && func) return placeOf(facts, fromName(func));
    }
    return null;
  }
}

function placed(resolved: Resolved | undefined): Place | null {
  if (resolved?.kind === 'function') return placeOf(resolved.facts, fromName(resolved.func));
  if (resolved?.kind === 'class') return placeOf(resolved.facts, fromName(resolved.found));
  return null;
}
