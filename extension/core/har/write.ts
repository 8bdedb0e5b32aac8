import type { FiledExchange } from '../exchange/beside.ts';
import type { Decode } from '../export/body.ts';
import { harDocument, harEntry } from './entry.ts';

/** A HAR document, an entry at a time: the whole of a trace may be longer than a string can be. */
export function* harPieces(
  items: Iterable<FiledExchange>,
  decode: Decode,
  version: string,
): Generator<string> {
  const empty = JSON.stringify(harDocument([], version));
  const end = ']}}';
  yield empty.slice(0, -end.length);
  let between = '';
  for (const { exchange, ...beside } of items) {
    yield between + JSON.stringify(harEntry(exchange, decode, beside));
    between = ',';
  }
  yield end;
}

/** Lines as the command line prints them, `type` and all, with `tracedHost` and `note` where they are known. */
export function* exchangeLines(items: Iterable<FiledExchange>): Generator<string> {
  for (const { exchange, tracedHost, note } of items) {
    const beside = { ...(tracedHost && { tracedHost }), ...(note && { note }) };
    yield `${JSON.stringify({ type: 'exchange', ...beside, ...exchange })}\n`;
  }
}
