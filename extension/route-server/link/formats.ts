import type { Call, Value } from '../facts/facts.ts';
import { entry } from '../frameworks/framework.ts';

/** A call that makes a text of a pattern and values. */
interface Format {
  readonly pattern: Value;
  /** What the text is made of, the pattern read. */
  parts(pattern: string): Value[];
}

/**
 * `fmt.Sprintf(p, …)`, `String.format(p, …)`, `p.formatted(…)` and `p % …`; `p.format(…)` of Python, `string.Format(p, …)`
 * and `format!(p, …)`. What makes an address of a text is that text.
 */
export function formatOf(call: Call): Format | undefined {
  const { name, receiver, args, form } = call;
  const of = receiver?.kind === 'name' ? receiver.path : '';
  const [first, ...others] = args;
  if (name === '%' && receiver) return percent(receiver, args);
  if (name === 'formatted' && receiver) return percent(receiver, args);
  if (name === 'create' && of === 'URI' && first) return { pattern: first, parts: asIs };
  const isStatic =
    (name === 'Sprintf' && of === 'fmt') ||
    (name === 'format' && of === 'String') ||
    name === 'sprintf';
  if (isStatic && first) {
    const hasLocale = first.kind === 'name' && first.path.startsWith('Locale.');
    return hasLocale && others[0] ? percent(others[0], others.slice(1)) : percent(first, others);
  }
  if (name === 'format' && form === 'macro' && first) return braces(first, others, true);
  if (name === 'Format' && /^[sS]tring$/.test(of) && first) return braces(first, others);
  return name === 'format' && receiver ? braces(receiver, args) : undefined;
}

const unknown: Value = { kind: 'other', start: 0, end: 0 };

function textPart(text: string): Value {
  return { kind: 'text', text, start: 0, end: 0 };
}

function asIs(pattern: string): Value[] {
  return [textPart(pattern)];
}

/** `%s`, `%1$s`, `%[1]d`, `%%` */
function percent(pattern: Value, values: readonly Value[]): Format {
  const placeholder = /%(?:(\d+)\$|\[(\d+)\]|\(\w+\))?[-+ #0,]*\d*(?:\.\d+)?([a-zA-Z%])/g;
  return {
    pattern,
    parts: (text) => {
      let next = 0;
      return split(text, placeholder, ([, java, go, verb]) => {
        if (verb === '%') return textPart('%');
        const at = java ?? go;
        const index = at === undefined ? next : Number(at) - 1;
        // Go goes on after an argument that was named by its number, Java where it was.
        if (java === undefined) next = index + 1;
        return values[index] ?? unknown;
      });
    },
  };
}

/** `{}`, `{0}`, `{name}`, `{:>4}`, `{{`. @param takesNames a name that is not given is one of the program */
function braces(pattern: Value, values: readonly Value[], takesNames = false): Format {
  const placeholder = /\{\{|\}\}|\{(\w*)[^{}]*\}/g;
  return {
    pattern,
    parts: (text) => {
      let next = 0;
      return split(text, placeholder, ([whole, name = '']) => {
        if (whole === '{{' || whole === '}}') return textPart(whole.slice(1));
        if (name !== '' && !/^\d+$/.test(name)) {
          const named: Value = { kind: 'name', path: name, start: 0, end: 0 };
          return entry(values, name) ?? (takesNames ? named : unknown);
        }
        const value = values[name === '' ? next : Number(name)];
        next += 1;
        return value ?? unknown;
      });
    },
  };
}

function split(
  text: string,
  placeholder: RegExp,
  toValue: (match: RegExpMatchArray) => Value,
): Value[] {
  const parts: Value[] = [];
  let from = 0;
  for (const match of text.matchAll(placeholder)) {
    parts.push(textPart(text.slice(from, match.index)), toValue(match));
    from = match.index + match[0].length;
  }
  return [...parts, textPart(text.slice(from))];
}
