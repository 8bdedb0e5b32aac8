import { FieldRedaction } from './fields.ts';
import { redacted } from './secret-names.ts';
import type { Secrets } from './secrets.ts';

/** A message of HTTP as a content (RFC 9112, section 10): lines of fields, without the secrets of these. */
export function redactHttpLines(text: string, secrets: Secrets, replaced: () => void): string {
  return redactLines(text, text.includes('\r\n') ? '\r\n' : '\n', secrets, replaced);
}

/** As they begin, also in an array of JSON, as SockJS sends them. */
const frame =
  /^(?:a?\[)?"?(?:CONNECT|STOMP|CONNECTED|SEND|SUBSCRIBE|MESSAGE|RECEIPT|ERROR)(\r?\n|\\n)[\w-]+:/;

/** A frame of STOMP, which many send over a WebSocket, without the secrets of its headers; others as they are. */
export function redactStomp(text: string, secrets: Secrets, replaced: () => void): string {
  const newline = frame.exec(text)?.[1];
  return newline ? redactLines(text, newline, secrets, replaced, 'login') : text;
}

/** Of the lines before the first empty one, those of `alsoSecret` and of secret fields lose their value. */
function redactLines(
  text: string,
  newline: string,
  secrets: Secrets,
  replaced: () => void,
  alsoSecret = '',
): string {
  const fields = new FieldRedaction(secrets);
  const empty = text.indexOf(newline + newline);
  const end = empty < 0 ? text.length : empty;
  const lines = text.slice(0, end).split(newline);
  const told = lines.map((line) => {
    const [, name = '', blank = '', value = ''] = /^([\w-]{1,128}:)([ \t]*)(.+)$/s.exec(line) ?? [];
    if (value === '') return line;
    const bare = name.slice(0, -1);
    const [[, known] = ['', value]] = fields.redact([[bare, value]]);
    const safe = bare.toLowerCase() === alsoSecret ? redacted : known;
    if (safe === value) return line;
    replaced();
    return name + blank + safe;
  });
  return told.join(newline) + text.slice(end);
}
