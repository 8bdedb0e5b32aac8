import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import type { FiledExchange } from '../exchange/beside.ts';
import { notificationShapes } from '../session/messages.ts';
import { type Fields, hostIn, ImportError, textIn } from './fields.ts';
import { readHar } from './read.ts';

export { ImportError } from './fields.ts';

/** Bytes of a file that is opened; a larger one would take more memory than an editor should. */
export const mostBytes = 100_000_000;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The exchanges of a file: HAR 1.2, or NDJSON as the command line prints it. Lines that tell of other things than
 * exchanges are passed over.
 * @throws ImportError
 */
export function importExchanges(bytes: Uint8Array): readonly FiledExchange[] {
  if (bytes.length > mostBytes) {
    throw new ImportError(`it is larger than ${mostBytes / 1_000_000} MB`);
  }
  const text = textOf(bytes);
  const whole = parsed(text);
  if (whole.ok && !isLine(whole.value)) return readHar(whole.value);
  return readLines(text);
}

function readLines(text: string): readonly FiledExchange[] {
  const found: FiledExchange[] = [];
  const lines = text.split('\n');
  lines.forEach((line, index) => {
    if (line.trim() === '') return;
    const { ok, value } = parsed(line);
    if (!ok || typeof value !== 'object' || value === null) {
      const where = lines.length === 1 ? '' : ` on line ${index + 1}`;
      throw new ImportError(`it is neither HAR nor NDJSON: there is no JSON${where}`);
    }
    const { type, tracedHost, note, ...exchange } = value as Fields;
    if (type !== 'exchange') return;
    try {
      notificationShapes.exchanges({ items: [exchange] }, 'line');
    } catch {
      throw new ImportError(`line ${index + 1} is not of the shape of an exchange`);
    }
    const beside = { tracedHost: hostIn(tracedHost), note: textIn(note) };
    found.push({ exchange: exchange as unknown as Exchange, ...beside });
  });
  return found;
}

function isLine(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'type' in value && !('log' in value);
}

function textOf(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new ImportError('it is no text in UTF-8');
  }
}

function parsed(text: string): { readonly ok: boolean; readonly value: unknown } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false, value: undefined };
  }
}
