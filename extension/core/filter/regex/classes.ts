/** Whether a UTF-16 unit is one of those meant. */
export type CharTest = (code: number) => boolean;

const digit: CharTest = (code) => code >= 0x30 && code <= 0x39;
const word: CharTest = (code) =>
  digit(code) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || code === 0x5f;
const blank: CharTest = (code) => /\s/.test(String.fromCharCode(code));

const named: Readonly<Record<string, CharTest>> = {
  d: digit,
  D: (code) => !digit(code),
  w: word,
  W: (code) => !word(code),
  s: blank,
  S: (code) => !blank(code),
};

const controls: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11, 0: 0 };

interface Found {
  readonly test: CharTest;
  readonly end: number;
  /** For a single unit. */
  readonly code?: number;
}

/** What stands after a backslash at `at`; `undefined` for what is not supported. */
export function escapeTest(source: string, at: number): Found | undefined {
  const char = source[at] ?? '';
  const test = Object.hasOwn(named, char) ? named[char] : undefined;
  if (test) return { test, end: at + 1 };
  const hex = /^(?:x([0-9a-f]{2})|u([0-9a-f]{4}))/i.exec(source.slice(at, at + 5));
  if (hex) return single(Number.parseInt(hex[1] ?? hex[2] ?? '', 16), at + hex[0].length);
  if (Object.hasOwn(controls, char)) return single(controls[char] ?? 0, at + 1);
  return /[a-z0-9]/i.test(char) ? undefined : single(char.charCodeAt(0), at + 1);
}

/** A class whose “[” stands before `at`; `undefined` where it is not closed or not supported. */
export function classTest(source: string, start: number): Found | undefined {
  let at = start;
  const negated = source[at] === '^';
  if (negated) at += 1;
  const tests: CharTest[] = [];
  for (;;) {
    if (at >= source.length) return undefined;
    if (source[at] === ']') break;
    const from = member(source, at);
    if (!from) return undefined;
    at = from.end;
    const to = source[at] === '-' && source[at + 1] !== ']' ? member(source, at + 1) : undefined;
    if (to?.code !== undefined && from.code !== undefined) {
      const [low, high] = [from.code, to.code];
      tests.push(anyCase((code) => code >= low && code <= high));
      at = to.end;
    } else tests.push(from.test);
  }
  const any: CharTest = (code) => tests.some((test) => test(code));
  return { test: negated ? (code) => !any(code) : any, end: at + 1 };
}

function member(source: string, at: number): Found | undefined {
  if (at >= source.length) return undefined;
  return source[at] === '\\' ? escapeTest(source, at + 1) : single(source.charCodeAt(at), at + 1);
}

/** A unit, or its other case. */
export function anyCase(test: CharTest): CharTest {
  return (code) => {
    if (test(code)) return true;
    const char = String.fromCharCode(code);
    return test(char.toLowerCase().charCodeAt(0)) || test(char.toUpperCase().charCodeAt(0));
  };
}

function single(code: number, end: number): Found {
  return { test: anyCase((other) => other === code), end, code };
}
