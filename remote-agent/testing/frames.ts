import { frameFlag, frameType } from '../http2/frame.ts';

/** One HTTP/2 frame. */
export function frame(type: number, flags: number, stream: number, payload: Buffer | string = '') {
  const bytes = Buffer.from(payload as string, 'latin1');
  const header = Buffer.alloc(9);
  header.writeUIntBE(bytes.length, 0, 3);
  header[3] = type;
  header[4] = flags;
  header.writeUInt32BE(stream, 5);
  return Buffer.concat([header, bytes]);
}

export const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
export const settings = frame(frameType.settings, 0, 0);

/** A literal field (RFC 7541, section 6.2), without Huffman coding; `adds` puts it into the dynamic table. */
export function literal(name: string, value: string, adds = false): Buffer {
  return Buffer.concat([Buffer.from([adds ? 0x40 : 0]), string(name), string(value)]);
}

/** A reference to an entry of the tables; below 127. */
export function indexed(index: number): Buffer {
  return Buffer.from([0x80 | index]);
}

/** A literal field with the name of an entry; the index is below 15. */
export function named(index: number, value: string, adds = false): Buffer {
  return Buffer.concat([Buffer.from([(adds ? 0x40 : 0) | index]), string(value)]);
}

function string(text: string): Buffer {
  if (text.length > 126) throw new Error('Only short strings are written here.');
  return Buffer.concat([Buffer.from([text.length]), Buffer.from(text, 'latin1')]);
}

export function headers(stream: number, fields: readonly Buffer[], endStream = false): Buffer {
  const flags = frameFlag.endHeaders | (endStream ? frameFlag.endStream : 0);
  return frame(frameType.headers, flags, stream, Buffer.concat(fields));
}

/** A whole GET request; `:path` is added to the dynamic table. */
export function get(stream: number, path: string, ...more: Buffer[]): Buffer {
  return headers(stream, [indexed(2), indexed(6), named(4, path, true), ...more], true);
}

/** A response with status 200. */
export function ok(stream: number, body: string, ...more: Buffer[]): Buffer {
  return Buffer.concat([headers(stream, [indexed(8), ...more]), data(stream, body, true)]);
}

export function data(stream: number, body: Buffer | string, endStream = false): Buffer {
  return frame(frameType.data, endStream ? frameFlag.endStream : 0, stream, body);
}
