import type { Body } from './body.ts';
import { plainLine, scriptQuote } from './quote.ts';
import { type Sending, unsaidNotes } from './sending.ts';

/** A call of `fetch` (Fetch Standard). */
export function fetchCall(sending: Sending): string {
  const { method, url, fields, body, isUntyped, hasDotSegments, notes } = sending;
  const pairs = fields.map(
    ([name, value]) => `    [${scriptQuote(name)}, ${scriptQuote(value)}],\n`,
  );
  // Section 5.4 of the standard: `new Request()` throws.
  const isRefused = /^(get|head)$/i.test(method) && body.kind !== 'none';
  const content = isRefused ? undefined : contentOf(body, isUntyped);
  const all = [
    ...[...notes, ...unsaidNotes(sending, 'fetch')],
    ...(hasDotSegments
      ? ['The dots in its path, which fetch resolves, were sent as they are.']
      : []),
    ...(isRefused ? [`It had a body, which fetch does not send with ${method}.`] : []),
  ];
  return [
    ...all.map((note) => `// ${plainLine(note)}`),
    `await fetch(${scriptQuote(url)}, {`,
    `  method: ${scriptQuote(method)},`,
    `  headers: [\n${pairs.join('')}  ],`,
    ...(content === undefined ? [] : [`  body: ${content},`]),
    '});',
  ].join('\n');
}

/** A string would get a type, bytes do not. */
function contentOf(body: Body, isUntyped: boolean): string | undefined {
  switch (body.kind) {
    case 'none':
      return undefined;
    case 'text': {
      const text = scriptQuote(body.text);
      return isUntyped ? `new TextEncoder().encode(${text})` : text;
    }
    case 'bytes':
      return `Uint8Array.from(atob(${scriptQuote(body.base64)}), (c) => c.charCodeAt(0))`;
  }
}
