import type { FactsBuilder } from '../facts/builder.ts';

/** `a::{b, c as d}` is read as the names that it brings. */
export function readUse(text: string, before: string, facts: FactsBuilder): void {
  const list = /^(.*?)\{(.*)\}$/s.exec(text);
  if (list) {
    for (const one of partsOf(list[2] ?? '')) readUse(one, before + (list[1] ?? ''), facts);
    return;
  }
  const [path = '', alias] = `${before}${text}`.split(/ as /);
  const parts = path.split('::');
  const imported = parts.pop() ?? '';
  if (imported === 'self') {
    const local = alias ?? parts.at(-1) ?? '';
    facts.imports.push({ local, module: parts.join('::'), imported: '*' });
  } else {
    facts.imports.push({ local: alias ?? imported, module: parts.join('::'), imported });
  }
}

/** Parts between commas that are not within braces. */
function partsOf(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let current = '';
  for (const character of text) {
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    if (character === ',' && depth === 0) {
      parts.push(current.trim());
      current = '';
    } else current += character;
  }
  return [...parts, current.trim()].filter((part) => part !== '');
}
