import type { ContentWatcher } from '../http/body.ts';

/** Undoes the coding of `application/grpc-web-text`: base64 in pieces, each of which may be padded. */
export class Base64Reader implements ContentWatcher {
  #rest = '';

  constructor(readonly next: ContentWatcher) {}

  content(bytes: Buffer, start: number, end: number): void {
    const text = this.#rest + bytes.toString('latin1', start, end);
    const whole = text.length - (text.length % 4);
    this.#rest = text.slice(whole);
    // Padding may stand in the middle, where a piece ended.
    for (const piece of text.slice(0, whole).match(/[^=]*={0,2}/g) ?? []) {
      if (piece === '') continue;
      const decoded = Buffer.from(piece, 'base64');
      this.next.content(decoded, 0, decoded.length);
    }
  }

  missing(): void {
    this.next.missing();
  }
}
