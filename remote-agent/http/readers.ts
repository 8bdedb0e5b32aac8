import type { DraftListener } from '../exchange/draft.ts';
import { Http2Connection } from '../http2/http2-connection.ts';
import { takeOverHttp2 } from '../http2/upgrade.ts';
import { takeOverWebSocket } from '../websocket/websocket-connection.ts';
import type { Choice } from './choose.ts';
import { Http1Connection } from './http1-connection.ts';
import type { OpenReader, ReaderOptions, Successor, TakeOver, Upgrade } from './protocol-reader.ts';

/** Protocols that a connection may go on with after HTTP/1, by {@link Upgrade.protocol}. */
const successors: ReadonlyMap<string, TakeOver> = new Map([
  ['websocket', takeOverWebSocket],
  ['h2c', takeOverHttp2],
]);

function takeOver(upgrade: Upgrade, listener: DraftListener): Successor | null {
  return successors.get(upgrade.protocol)?.(upgrade, listener) ?? null;
}

/** Readers by the protocol that the first bytes of a connection are in. Bytes of any other are not looked at. */
const readers: Readonly<Partial<Record<Choice['protocol'], OpenReader>>> = {
  'http/1': (options: ReaderOptions, listener: DraftListener) =>
    new Http1Connection(options, listener, takeOver),
  'http/2': (options: ReaderOptions, listener: DraftListener) =>
    new Http2Connection(options, listener),
};

/** `undefined` for a protocol that is not read. */
export function readerOf(protocol: Choice['protocol']): OpenReader | undefined {
  return readers[protocol];
}
