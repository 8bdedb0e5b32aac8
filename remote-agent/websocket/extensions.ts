import type { HeaderField } from '../protocol/exchange.ts';

/** What was agreed about permessage-deflate (RFC 7692, section 7.1). */
export interface DeflateParameters {
  readonly clientKeepsWindow: boolean;
  readonly serverKeepsWindow: boolean;
}

/** Reads the response's Sec-WebSocket-Extensions; `null` where permessage-deflate was not agreed. */
export function deflateParameters(fields: readonly HeaderField[]): DeflateParameters | null {
  const agreed = fields
    .filter(([name]) => name.toLowerCase() === 'sec-websocket-extensions')
    .flatMap(([, value]) => value.split(','));
  for (const extension of agreed) {
    const [name, ...parameters] = extension.split(';').map((part) => part.trim().toLowerCase());
    if (name !== 'permessage-deflate') continue;
    return {
      clientKeepsWindow: !parameters.includes('client_no_context_takeover'),
      serverKeepsWindow: !parameters.includes('server_no_context_takeover'),
    };
  }
  return null;
}
