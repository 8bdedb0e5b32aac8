import type {
  Exchange,
  HeaderField,
  RequestMessage,
  ResponseMessage,
} from '../../../remote-agent/protocol/exchange.ts';
import type { FiledExchange } from '../exchange/beside.ts';
import { headerValue } from '../exchange/traits.ts';
import { notificationShapes } from '../session/messages.ts';
import { ownFields } from './entry.ts';
import { type Fields, fieldsIn, hostIn, ImportError, itemsIn, numberIn, textIn } from './fields.ts';

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
  const timings = fieldsIn(entry['timings']) ?? {};
  const startMs = Date.parse(textIn(entry['startedDateTime']));
  const [send, wait, receive] = ['send', 'wait', 'receive'].map((name) =>
    Math.max(0, numberIn(timings[name], 0)),
  ) as [number, number, number];
  const start = Number.isFinite(startMs) ? startMs : 0;
  const status = numberIn(response?.['status'], 0);
  const answered = response !== undefined && status > 0;
  return {
    id: `har-${index}`,
    connection: textIn(entry['connection']) || 'unknown',
    side: 'client',
    protocol: protocolIn(textIn(request['httpVersion'])),
    scheme: url?.protocol === 'https:' ? 'https' : 'http',
    process: { pid: 0, name: '', command: '' },
    peer: {},
    local: { address: '', port: 0 },
    remote: {
      address: textIn(entry['serverIPAddress']),
      port: Number(url?.port) || (url?.protocol === 'https:' ? 443 : 80),
    },
    request: requestIn(request, url),
    response: answered ? responseIn(response, status) : null,
    timing: {
      startMs: start,
      requestEndMs: start + send,
      responseStartMs: answered ? start + send + wait : null,
      endMs: start + send + wait + receive,
    },
    completeness: answered
      ? { state: 'complete', notes: [] }
      : {
          state: 'response-missing',
          notes: [{ kind: 'response-missing', reason: 'closed' }],
        },
  };
}

function requestIn(request: Fields, url: URL | undefined): RequestMessage {
  const headers = headersIn(request['headers']);
  const post = fieldsIn(request['postData']);
  const text = textIn(post?.['text']);
  const body = Buffer.from(text, post?.['_encoding'] === 'base64' ? 'base64' : 'utf8');
  return {
    method: textIn(request['method']) || 'GET',
    target:
      textIn(request['_target']) || (url ? `${url.pathname}${url.search}` : textIn(request['url'])),
    authority: textIn(request['_authority']) || url?.host || '',
    headers,
    bodyBytes: Math.max(body.length, numberIn(request['bodySize'], 0)),
    ...bodyIn(headers, body),
  };
}

function responseIn(response: Fields, status: number): ResponseMessage {
  const headers = headersIn(response['headers']);
  const content = fieldsIn(response['content']) ?? {};
  const encoding = content['encoding'] === 'base64' ? 'base64' : 'utf8';
  const body = Buffer.from(textIn(content['text']), encoding);
  const size = Math.max(numberIn(response['bodySize'], 0), 0) || numberIn(content['size'], 0);
  return {
    ...{ status, reason: textIn(response['statusText']), headers },
    bodyBytes: Math.max(0, size, body.length > 0 && size <= 0 ? body.length : 0),
    ...bodyIn(headers, body),
  };
}

/** HAR holds contents without their codings. */
function bodyIn(headers: readonly HeaderField[], body: Buffer) {
  if (body.length === 0) return {};
  const coded = !/^(identity)?$/i.test(headerValue(headers, 'content-encoding').trim());
  const base64 = body.toString('base64');
  return coded ? { decodedBody: base64 } : { body: base64 };
}

function headersIn(value: unknown): readonly HeaderField[] {
  return (itemsIn(value) ?? []).flatMap((item) => {
    const field = fieldsIn(item);
    const name = textIn(field?.['name']);
    // Browsers write the pseudo-fields of HTTP/2 among the others.
    return name === '' || name.startsWith(':') ? [] : [[name, textIn(field?.['value'])] as const];
  });
}

function urlIn(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function protocolIn(version: string): Exchange['protocol'] {
  if (/^(h2|http\/2)/i.test(version)) return 'HTTP/2';
  return /1\.0/.test(version) ? 'HTTP/1.0' : 'HTTP/1.1';
}
