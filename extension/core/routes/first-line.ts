import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import { printable } from '../text/printable.ts';

/** Bytes of base64 that are looked at. */
const maxBase64 = 4000;

/** The first line of a response's body that says something, as text; empty where there is none. */
export function firstLine({ response }: Exchange): string {
  const { body, decodedBody, content } = response ?? {};
  const base64 = decodedBody ?? (content?.codings ? undefined : body);
  if (!base64 || content?.kind === 'binary' || content?.kind === 'image') return '';
  const text = Buffer.from(base64.slice(0, maxBase64), 'base64').toString('utf8');
  const trimmed = text.trimStart();
  // JSON over several lines says nothing in its first one.
  const line = /^[{[]/.test(trimmed) ? trimmed : (trimmed.split('\n', 1)[0] ?? '');
  return printable(line, 200);
}
