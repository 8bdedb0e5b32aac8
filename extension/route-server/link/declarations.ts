import type { SourceFacts } from '../facts/facts.ts';
import type { Framework, Reading } from '../frameworks/framework.ts';
import type { Parts } from './parts.ts';
import { placeOf } from './places.ts';

/** The routes that a file declares without routers, and what it says of those of other files. */
export function readDeclarations(framework: Framework, facts: SourceFacts, parts: Parts): void {
  if (!framework.declares) return;
  const reading = readingOf(facts, parts);
  for (const one of framework.precedes?.(reading) ?? []) {
    parts.applications.add(facts, framework, one);
  }
  for (const by of framework.declares(reading)) {
    const { template: text, exact, method, declared, handler } = by;
    const template = { text, exact };
    parts.found.push({ by, framework, facts, method, template, declared, handler });
  }
}

function readingOf(facts: SourceFacts, { names, texts, handlers }: Parts): Reading {
  return {
    facts,
    text: (value, scope = null) => texts.of(value ?? null, facts, scope),
    place: (span) => placeOf(facts, span),
    value: (value) => {
      const resolved = names.resolve(value, facts, null);
      return resolved?.kind === 'value' ? resolved.value : undefined;
    },
    type: (name) => {
      const resolved = names.name(name, facts, null);
      return resolved?.kind === 'class' ? resolved.found : undefined;
    },
    handler: (value, at) => handlers.of(value, facts, at.scope),
    method: (className, method) => handlers.method(className, method, facts),
  };
}
