/**
 * Frames of a link: one byte that says what it is, and a number of six bytes (big-endian). After `data` come as many
 * bytes as the number says; of the others it is a position in the stream.
 */
export type FrameKind = 'hello' | 'data' | 'acknowledge' | 'end';

export interface FrameHandler {
  /** How many bytes the other side has received so far. */
  hello(received: number): void;
  /** A piece; a frame may come in several. */
  data(bytes: Buffer): void;
  acknowledge(received: number): void;
  /** Where its stream ends. */
  end(position: number): void;
}

const codes: Readonly<Record<FrameKind, number>> = {
  hello: 0x48,
  data: 0x44,
  acknowledge: 0x41,
  end: 0x45,
};
const headerBytes = 7;

export function encodeFrame(kind: FrameKind, number: number): Buffer {
  const header = Buffer.allocUnsafe(headerBytes);
  header[0] = codes[kind];
  header.writeUIntBE(number, 1, 6);
  return header;
}

/** Takes frames apart as their bytes come, holding no more than a header. */
export class FrameParser {
  readonly #handler: FrameHandler;
  #header: Buffer = Buffer.alloc(0);
  #dataLeft = 0;

  constructor(handler: FrameHandler) {
    this.#handler = handler;
  }

  /** Throws where the bytes are no frames. */
  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#dataLeft > 0) {
        const piece = chunk.subarray(at, at + this.#dataLeft);
        this.#dataLeft -= piece.length;
        at += piece.length;
        this.#handler.data(piece);
        continue;
      }
      const more = chunk.subarray(at, at + headerBytes - this.#header.length);
      at += more.length;
      this.#header = this.#header.length === 0 ? more : Buffer.concat([this.#header, more]);
      if (this.#header.length < headerBytes) return;
      const [code] = this.#header;
      const number = this.#header.readUIntBE(1, 6);
      this.#header = Buffer.alloc(0);
      if (code === codes.data) this.#dataLeft = number;
      else if (code === codes.acknowledge) this.#handler.acknowledge(number);
      else if (code === codes.hello) this.#handler.hello(number);
      else if (code === codes.end) this.#handler.end(number);
      else throw new Error('what came is no frame of the protocol');
    }
  }
}
