import type { HeaderField } from '../protocol/exchange.ts';

/** What servers name here although it changes nothing: browsers pass over it as well. */
const namesOfNone = new Set(['', 'identity', 'none', 'binary', '7bit', '8bit', 'utf-8', 'utf8']);

/**
 * The codings of a content in the order in which they were applied (RFC 9110, section 8.4.1), lower case; then those
 * for the transfer alone (RFC 9112, section 7), without `chunked`, which whoever reads the message undoes.
 */
export function codingsOf(headers: readonly HeaderField[]): readonly string[] {
  if (!headers.some(isCoding)) return none;
  const values = (wanted: string) =>
    headers
      .filter(([name]) => name.toLowerCase() === wanted)
      .flatMap(([, value]) => value.toLowerCase().split(','))
      .map((coding) => coding.trim())
      .filter((coding) => !namesOfNone.has(coding));
  const transfer = values(transferCoding).filter((coding) => coding !== 'chunked');
  const content = values(contentCoding);
  // Named first (`aws-chunked,gzip`), and nevertheless what is outside.
  const chunked = content.filter((coding) => coding === 'aws-chunked');
  return [...content.filter((coding) => coding !== 'aws-chunked'), ...chunked, ...transfer];
}

const none: readonly string[] = [];
const contentCoding = 'content-encoding';
const transferCoding = 'transfer-encoding';

function isCoding([name, value]: HeaderField): boolean {
  if (name.length === contentCoding.length) return name.toLowerCase() === contentCoding;
  if (name.length !== transferCoding.length || value === 'chunked') return false;
  return name.toLowerCase() === transferCoding;
}
