import type { ContentKind } from '../protocol/exchange.ts';
import { packedTypeOf } from './packed-type.ts';

export interface MediaType {
  /** Lower case, without parameters; empty where there is none. */
  readonly essence: string;
  /** As the parameter names it, lower case; `undefined` where it does not. */
  readonly charset: string | undefined;
  readonly boundary: string | undefined;
}

/** Reads a Content-Type value (RFC 9110, section 8.3.1); forgiving, because servers are not. */
export function mediaTypeOf(value: string): MediaType {
  const [essence = '', ...parameters] = value.split(';');
  const find = (wanted: string): string | undefined => {
    for (const parameter of parameters) {
      const equals = parameter.indexOf('=');
      if (equals < 0 || parameter.slice(0, equals).trim().toLowerCase() !== wanted) continue;
      return parameter
        .slice(equals + 1)
        .trim()
        .replace(/^"(.*)"$/, '$1');
    }
    return undefined;
  };
  return {
    essence: essence.trim().toLowerCase(),
    charset: find('charset')?.toLowerCase(),
    boundary: find('boundary'),
  };
}

const textTypes =
  /^text\/|[/+](xml|yaml|x-yaml|toml|javascript|ecmascript|graphql|sql|x-ndjson|x-sh)$/;

/** What a decoded content, one character a byte, is: what its type says, or, without a type, what its first bytes look like. */
export function contentKind(type: MediaType, text: string): ContentKind {
  const { essence } = type;
  if (/[/+]json$/.test(essence) || /[/+](json-seq|x-ndjson|jsonl)$/.test(essence)) return 'json';
  if (essence === 'application/x-www-form-urlencoded') return 'form';
  if (essence.startsWith('multipart/')) return 'multipart';
  if (essence === 'image/svg+xml') return 'text';
  if (essence.startsWith('image/')) return 'image';
  if (textTypes.test(essence)) return 'text';
  if (binaryTypes.test(essence) || packedTypeOf(essence)) return 'binary';
  const kind = sniffed(text);
  return kind === 'image' && essence !== '' && essence !== 'application/octet-stream'
    ? 'binary'
    : kind;
}

/** What is looked into in vain. A type that nobody knows here may be text, whatever it is called. */
const binaryTypes =
  /^(audio|video|font)\/|^application\/(grpc|pdf|zip|gzip|x-gzip|wasm|zstd|x-tar|x-protobuf|protobuf|proto)\b/;

/** Byte order marks of UTF-16, which has zeros in plain text. */
const wideStarts = ['\xff\xfe', '\xfe\xff'];
const imageStart = /^(?:\x89PNG\r\n|GIF8|\xff\xd8\xff|RIFF.{4}WEBP)/s;
const looked = 512;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what text does not have
const control = /[\x00-\x08\x0e-\x1a\x1c-\x1f]/;
/** Others than a zero, which a mistake put into JSON. */
const stray = 2;

/** Whether the first bytes of a content are those of text. */
export function looksLikeText(bytes: Buffer): boolean {
  const kind = sniffed(bytes.toString('latin1', 0, looked));
  return bytes.length > 0 && (kind === 'text' || kind === 'json');
}

function sniffed(text: string): ContentKind {
  const start = text.slice(0, looked);
  if (imageStart.test(start)) return 'image';
  if (wideStarts.some((mark) => start.startsWith(mark))) return 'text';
  if (looksBinary(text)) return 'binary';
  return /^\s*[[{]/.test(start) ? 'json' : 'text';
}

/** Whether the beginning of a text, one character a byte, has control characters that text does not have. */
export function looksBinary(text: string): boolean {
  const start = text.slice(0, looked);
  if (!control.test(start)) return false;
  const isJson = /^.?\s*[[{]\s*[\]}["{\d]/s.test(start) && !start.includes('\0');
  return !isJson || start.split(control).length > stray + 1;
}
