import type { Call, Func, SourceFacts, Value } from '../facts/facts.ts';
import type { Names } from './names.ts';
import type { Types } from './types.ts';

export interface Callee {
  readonly func: Func;
  readonly facts: SourceFacts;
}

/** Finds the functions that calls call, where they are in the workspace, and what they are given and return. */
export class Callees {
  constructor(
    private readonly names: Names,
    private readonly types: Types,
  ) {}

  /** The function that a call calls, where it is in the workspace. */
  callee(call: Call, facts: SourceFacts): Callee | undefined {
    const { receiver, name, start, end } = call;
    if (call.form === 'new' || call.form === 'macro') return undefined;
    const extension = this.extension(call, facts);
    if (extension) return extension;
    if (name === '' && receiver) {
      const resolved = this.names.resolve(receiver, facts, call.scope);
      return resolved?.kind === 'function' ? resolved : undefined;
    }
    if (receiver?.kind === 'call' && receiver.call.form === 'new') {
      const method = this.names.methodOf(receiver.call.name, name, facts);
      if (method?.kind === 'function') return method;
    }
    if (receiver && receiver.kind !== 'name') return undefined;
    const path = receiver?.kind === 'name' ? `${receiver.path}.${name}` : name;
    const resolved = this.names.resolve({ kind: 'name', path, start, end }, facts, call.scope);
    return resolved?.kind === 'function' ? resolved : undefined;
  }

  /** What the function of the program returns that a value calls. */
  returned(value: Value, facts: SourceFacts) {
    const callee = value.kind === 'call' ? this.callee(value.call, facts) : undefined;
    if (!callee) return [];
    const { func, facts: own } = callee;
    return func.returns.map((one) => ({ value: one, facts: own, scope: func }));
  }

  /** A function that a call calls as a method of something else. */
  private extension(call: Call, facts: SourceFacts): Callee | undefined {
    const found = this.types.extension(call, facts);
    return found && { func: found.item, facts: found.facts };
  }

  /** What the parameters of the called function are given: its receiver too, where it is called as if it were a method. */
  given(call: Call, facts: SourceFacts): readonly Value[] {
    const extended = this.extension(call, facts);
    const isStatic = call.receiver?.kind === 'name' && this.types.named(call.receiver.path, facts);
    return extended && call.receiver && !isStatic ? [call.receiver, ...call.args] : call.args;
  }
}
