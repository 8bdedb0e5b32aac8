import type { Random } from '../../remote-agent/testing/random.ts';

/** One parser under test. */
export interface FuzzTarget {
  readonly name: string;
  /** Makes one input of the random numbers, tries it, and throws where the parser does what it must not. */
  try(random: Random): void;
}

/** A seed that once made a target fail. */
export interface SavedSeed {
  readonly target: string;
  readonly seed: number;
}

export function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

/** The text with a few bytes changed, left out, doubled or put in; half of the time as it is. */
export function mutated(random: Random, text: string): string {
  let result = text;
  for (let times = random(2) * (1 + random(3)); times > 0; times--) {
    const at = random(result.length + 1);
    const [before, after] = [result.slice(0, at), result.slice(at)];
    const fate = random(5);
    if (fate === 0) result = before + after.slice(1 + random(8));
    else if (fate === 1) result = before + String.fromCharCode(random(256)) + after;
    else if (fate === 2) result = before + String.fromCharCode(random(256)) + after.slice(1);
    else if (fate === 3) result = before + result.slice(random(at + 1), at) + after;
    else result = before + (odd[random(odd.length)] ?? '') + after;
  }
  return result;
}

const odd = [
  '\r\n',
  '\n',
  '\r',
  '\0',
  ' ',
  ':',
  'HTTP/1.1',
  '\r\n\r\n',
  'ffffffff',
  '-1',
  '99999999999999999999',
];

/** The text in pieces of any length. */
export function pieces(random: Random, text: string): string[] {
  const result: string[] = [];
  for (let at = 0; at < text.length; ) {
    const length = random(2) === 0 ? text.length - at : 1 + random(Math.min(40, text.length - at));
    result.push(text.slice(at, at + length));
    at += length;
  }
  return result;
}
