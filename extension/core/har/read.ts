import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import type { FiledExchange } from '../exchange/beside.ts';
import { notificationShapes } from '../session/messages.ts';
import { ownFields } from './entry.ts';
import { type Fields, fieldsIn, hostIn, ImportError, itemsIn, numberIn, textIn } from './fields.ts';
import { requestIn, responseIn } from './read-message.ts';
import { timingIn } from './timings.ts';
import { messagesIn } from './web-socket.ts';

const mostEntries = 200_000;

/**
 * The exchanges of a HAR 1.2 document, of ours or of a browser. Nothing in it is trusted: what is not of the shape of
 * an exchange is left out or refused.
 * @throws ImportError
 */
export function readHar(value: unknown): readonly FiledExchange[] {
  const entries = itemsIn(fieldsIn(fieldsIn(value)?.['log'])?.['entries']);
  if (!entries) throw new ImportError('it has no list of entries, so it is no HAR');
  if (entries.length > mostEntries) {
    throw new ImportError(`it has more than ${mostEntries.toLocaleString('en')} entries`);
  }
  const ids = new Set<string>();
  return entries.map((entry, index) => {
    const fields = fieldsIn(entry);
    if (!fields) throw new ImportError(`its entry ${index + 1} is none`);
    const exchange = exchangeOf(fields, index);
    const id = ids.has(exchange.id) ? `${exchange.id}#${index}` : exchange.id;
    ids.add(id);
    return {
      exchange: id === exchange.id ? exchange : { ...exchange, id },
      tracedHost: hostIn(fields['_tracedHost']),
      note: textIn(fields['comment']),
    };
  });
}

function exchangeOf(entry: Fields, index: number): Exchange {
  const plain = plainExchange(entry, index);
  const own: Record<string, unknown> = {};
  for (const name of ownFields) {
    if (entry[`_${name}`] !== undefined) own[name] = entry[`_${name}`];
  }
  const whole = { ...plain, ...own };
  return isExchange(whole) ? whole : plain;
}

function isExchange(value: unknown): value is Exchange {
  try {
    notificationShapes.exchanges({ items: [value] }, 'entry');
    return true;
  } catch {
    return false;
  }
}

function plainExchange(entry: Fields, index: number): Exchange {
  const request = fieldsIn(entry['request']) ?? {};
  const response = fieldsIn(entry['response']);
  const url = urlIn(textIn(request['url']));
  const secure = /^(https|wss):$/.test(url?.protocol ?? '');
  const status = numberIn(response?.['status'], 0);
  const answered = response !== undefined && status > 0;
  const timing = timingIn(entry, fieldsIn(entry['timings']) ?? {}, answered);
  const messages = messagesIn(entry['_webSocketMessages'], timing.startMs);
  return {
    id: `har-${index}`,
    connection: textIn(entry['connection']) || 'unknown',
    side: 'client',
    protocol: protocolIn(textIn(request['httpVersion'])),
    scheme: secure ? 'https' : 'http',
    process: { pid: 0, name: '', command: '' },
    peer: {},
    local: { address: '', port: 0 },
    remote: {
      // Browsers write brackets around one of IPv6.
      address: textIn(entry['serverIPAddress']).replace(/^\[(.*)\]$/, '$1'),
      port: Number(url?.port) || (secure ? 443 : 80),
    },
    request: requestIn(request, url),
    response: answered ? responseIn(response, status) : null,
    timing,
    completeness: answered
      ? { state: 'complete', notes: [] }
      : {
          state: 'response-missing',
          notes: [{ kind: 'response-missing', reason: 'closed' }],
        },
    ...(messages && { messages }),
  };
}

function urlIn(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function protocolIn(version: string): Exchange['protocol'] {
  if (/^(h3|http\/3)|quic/i.test(version)) return 'HTTP/3';
  if (/^(h2|http\/2)/i.test(version)) return 'HTTP/2';
  return /1\.0/.test(version) ? 'HTTP/1.0' : 'HTTP/1.1';
}
