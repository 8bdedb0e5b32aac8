import type { TemplateSyntax } from './framework.ts';

/**
 * A path template in the one form that all are told in: `/books/{id}`, `{rest*}` for any number of segments, `{}`
 * within a segment for what is computed. Constraints on parameters are left out. An optional last parameter gives
 * two templates.
 */
export function normalise(template: string, syntax: TemplateSyntax): readonly string[] {
  const key = `${syntax} ${template}`;
  const known = normalised.get(key);
  if (known) return known;
  if (normalised.size >= maxRemembered) normalised.clear();
  const made = readTemplate(template, syntax);
  normalised.set(key, made);
  return made;
}

/** The same templates come again after each edit. */
const normalised = new Map<string, readonly string[]>();
const maxRemembered = 20_000;

function readTemplate(template: string, syntax: TemplateSyntax): string[] {
  const path = template.replace(/^\^/, '').replace(/\$$/, '').trim();
  const found = choices(path, syntax).flatMap((one) => templatesOf(one, syntax));
  return [...new Set(found)].slice(0, maxTemplates);
}

/** Ways that optional parts are there or not; more are no work of people. */
const maxTemplates = 8;

/** Parts of a path in braces, as `/users{/:id}`, may be missing; braces right after a name are its constraint. */
function choices(path: string, syntax: TemplateSyntax): string[] {
  const part =
    syntax === 'colon' ? /(?:(?<!:\w+)\{|\{(?=\/))([^{}]*[/:*][^{}]*)\}/.exec(path) : null;
  if (!part) return [path];
  const [before, after] = [path.slice(0, part.index), path.slice(part.index + part[0].length)];
  const both = [before + after, before + (part[1] ?? '') + after];
  return both.flatMap((one) => choices(one, syntax)).slice(0, maxTemplates);
}

function templatesOf(path: string, syntax: TemplateSyntax): string[] {
  const segments = split(path, syntax);
  let results: string[][] = [[]];
  for (const segment of segments) {
    const { text, optional } = normaliseSegment(segment, syntax);
    const without = optional ? results.map((one) => [...one]) : [];
    for (const one of results) one.push(text);
    results = [...without, ...results].slice(0, maxTemplates);
  }
  return results.map((one) => `/${one.join('/')}`);
}

/** Slashes within braces, brackets and parentheses belong to a constraint. */
function split(path: string, syntax: TemplateSyntax): string[] {
  const segments: string[] = [];
  let depth = 0;
  let current = '';
  const opening = syntax === 'angle' ? '<(' : '{(';
  const closing = syntax === 'angle' ? '>)' : '})';
  for (const character of path) {
    if (opening.includes(character)) depth += 1;
    if (closing.includes(character)) depth = Math.max(0, depth - 1);
    if (character === '/' && depth === 0) {
      if (current) segments.push(current);
      current = '';
    } else current += character;
  }
  if (current) segments.push(current);
  return segments;
}

function normaliseSegment(
  segment: string,
  syntax: TemplateSyntax,
): { text: string; optional: boolean } {
  if (syntax === 'colon') return colon(segment);
  if (syntax === 'angle') return angle(segment);
  return brace(segment);
}

function colon(segment: string): { text: string; optional: boolean } {
  if (segment === '*' || segment === '(.*)') return { text: '{rest*}', optional: false };
  const rest = /^\{?[*](\w+)\}?$/.exec(segment) ?? /^:(\w+)(?:\(\.\*\)|[*+])$/.exec(segment);
  if (rest) return { text: `{${rest[1]}*}`, optional: false };
  const optional = /^:\w+(\(.*\))?\?$/.test(segment) || /^\{[^{}]+\}$/.test(segment);
  const text = segment
    .replace(/^\{(?=\/?:)(.*)\}$/, '$1')
    .replace(/:(\w+)(\((?:[^()]|\([^()]*\))*\))?(\{[^}]*\})?\??/g, '{$1}')
    .replace(/\*$/, '{rest*}');
  return { text, optional };
}

function angle(segment: string): { text: string; optional: boolean } {
  const path = /^<(?:path:)?(\w+)(?:\.\.)?>$/.exec(segment);
  if (path && (segment.startsWith('<path:') || segment.includes('..'))) {
    return { text: `{${path[1]}*}`, optional: false };
  }
  return { text: segment.replace(/<(?:[^<>]*:)?(\w+)(?:\.\.)?>/g, '{$1}'), optional: false };
}

function brace(written: string): { text: string; optional: boolean } {
  // ASP.NET Core doubles the braces of a constraint.
  const segment = written.replace(/\{\{([^{}]*)\}\}/g, '($1)');
  if (segment === '*' || segment === '**') return { text: '{rest*}', optional: false };
  const rest =
    /^\{\*{1,2}(\w+)\}$/.exec(segment) ??
    /^\{(\w+)(?:\.\.\.|:path|:\s*\.[*+])\}$/.exec(segment) ??
    /^\*(\w+)$/.exec(segment);
  if (rest) return { text: `{${rest[1]}*}`, optional: false };
  const optional = /^\{\w+(?:\?\w*|<.*>\?\w*|:[^{}]*\?|(?::\w+(?:\([^()]*\))?)*=[^{}]*)\}$/.test(
    segment,
  );
  const text = segment
    .replace(/\{(\w*)[^{}]*(?:\{[^{}]*\}[^{}]*)*\}/g, '{$1}')
    .replace(/\*$/, '{rest*}');
  return { text, optional };
}
