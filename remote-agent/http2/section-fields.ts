import type { HeaderField } from '../protocol/exchange.ts';
import type { FieldBlock } from './field-block.ts';

/** A field section with its pseudo-header fields apart (RFC 9113, section 8.3). */
export class SectionFields {
  method: string | null = null;
  scheme: string | null = null;
  authority: string | null = null;
  path: string | null = null;
  /** Of an extended CONNECT (RFC 8441). */
  protocol: string | null = null;
  /** 0 where there is none. */
  status = 0;
  /** -1 where the section declares none. */
  contentLength = -1;
  readonly regular: HeaderField[] = [];
  /** What breaks RFC 9113. */
  readonly malformed: string[] = [];

  constructor(block: FieldBlock) {
    for (const field of block.fields) {
      const [name, value] = field;
      if (name.charCodeAt(0) === 58) this.#readPseudo(name, value);
      else {
        if (name === 'content-length' && /^[0-9]{1,15}$/.test(value)) {
          this.contentLength = Number(value);
        }
        this.regular.push(field);
      }
    }
  }

  /** It holds none of the fields that begin a message. */
  get hasNoPseudoFields(): boolean {
    return this.method === null && this.path === null && this.status === 0;
  }

  #readPseudo(name: string, value: string): void {
    if (this.regular.length > 0) this.#note('pseudo-header field after a header field');
    switch (name) {
      case ':method':
        this.method = this.#first(this.method, value, name);
        break;
      case ':path':
        this.path = this.#first(this.path, value, name);
        break;
      case ':authority':
        this.authority = this.#first(this.authority, value, name);
        break;
      case ':scheme':
        this.scheme = this.#first(this.scheme, value, name);
        break;
      case ':protocol':
        this.protocol = this.#first(this.protocol, value, name);
        break;
      case ':status':
        if (this.status !== 0) this.#note(':status more than once');
        else if (/^[1-9][0-9]{2}$/.test(value)) this.status = Number(value);
        else this.#note('unreadable :status');
        break;
      default:
        this.#note('unknown pseudo-header field');
    }
  }

  #first(known: string | null, value: string, name: string): string {
    if (known !== null) this.#note(`${name} more than once`);
    return known ?? value;
  }

  #note(what: string): void {
    if (!this.malformed.includes(what)) this.malformed.push(what);
  }
}
