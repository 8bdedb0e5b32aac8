import type { Exchange, HeaderField } from '../../../remote-agent/protocol/exchange.ts';
import { redacted } from '../../../remote-agent/protocol/redacted.ts';
import type { Beside } from '../exchange/beside.ts';
import { replacedFields } from '../exchange/lack.ts';
import { urlOf } from '../exchange/traits.ts';
import { harEntry } from '../har/entry.ts';
import { type Body, type Decode, missingOf, sendableBody } from './body.ts';
import { httpDocument } from './http-document.ts';
import { markdownBlock, markdownCode, plainLine, scriptQuote, shellQuote } from './quote.ts';

export const copyFormats = ['curl', 'fetch', 'httpie', 'url', 'har', 'markdown'] as const;
export type CopyFormat = (typeof copyFormats)[number];

type Format = (exchange: Exchange, decode: Decode, beside: Partial<Beside>) => string;

const formats: Record<CopyFormat, Format> = {
  curl,
  fetch: fetchCall,
  httpie,
  url: urlOf,
  har: (exchange, decode, beside) => JSON.stringify(harEntry(exchange, decode, beside), null, 2),
  markdown,
};

/** An exchange as text to paste. Whatever a host sent, it is only ever data in it. */
export function copyAs(
  format: CopyFormat,
  exchange: Exchange,
  decode: Decode,
  beside: Partial<Beside> = {},
): string {
  return formats[format](exchange, decode, beside);
}

/** Fields that the client makes by itself, from the URL, the body and the connection. */
const made = new Set([
  ...['host', 'content-length', 'transfer-encoding', 'connection', 'keep-alive', 'te', 'upgrade'],
  ...['proxy-connection', 'http2-settings'],
]);

/** The fields to send; a name that is no token (RFC 9110, section 5.1) would be read as something else. */
function fieldsOf({ request }: Exchange, body: Body): readonly HeaderField[] {
  return request.headers.filter(([name]) => {
    const key = name.toLowerCase();
    // The body is copied without its coding.
    if (key === 'content-encoding' && body.kind !== 'none') return false;
    return /^[\w!#$%&'*+.^`|~-]+$/.test(name) && !made.has(key);
  });
}

/** What of the request is not as it was sent. */
function notesOf(exchange: Exchange, fields: readonly HeaderField[]): readonly string[] {
  const missing = missingOf(exchange, 'request');
  const replaced = replacedFields(fields);
  return [
    ...(missing ? [missing] : []),
    ...(exchange.request.target.includes(redacted) ? ['A secret in its target was replaced.'] : []),
    ...(replaced.length > 0
      ? [`Secrets in its headers were replaced: ${replaced.join(', ')}.`]
      : []),
  ].map((note) => `# ${plainLine(note)}`);
}

function curl(exchange: Exchange, decode: Decode): string {
  const body = sendableBody(exchange.request, decode);
  const { method } = exchange.request;
  const url = urlOf(exchange);
  const fields = fieldsOf(exchange, body);
  const usual = body.kind === 'none' ? 'GET' : 'POST';
  const words = [
    ...(/[[\]{}]/.test(url) ? ['--globoff'] : []),
    ...(method === 'HEAD'
      ? ['--head']
      : method === usual
        ? []
        : [`--request ${shellQuote(method)}`]),
    ...fields.map(
      ([name, value]) =>
        // Without a value curl would take the field away.
        `--header ${shellQuote(value === '' ? `${name};` : `${name}: ${value}`)}`,
    ),
    ...(fields.some(([name]) => name.toLowerCase() === 'accept-encoding') ? ['--compressed'] : []),
    ...(body.kind === 'text' ? [`--data-raw ${shellQuote(body.text)}`] : []),
    ...(body.kind === 'bytes' ? ['--data-binary @-'] : []),
  ];
  const command = [`curl --url ${shellQuote(url)}`, ...words].join(' \\\n  ');
  const piped = body.kind === 'bytes' ? `echo ${body.base64} | base64 -d | ${command}` : command;
  return [...notesOf(exchange, fields), piped].join('\n');
}

function httpie(exchange: Exchange, decode: Decode): string {
  const body = sendableBody(exchange.request, decode);
  const fields = fieldsOf(exchange, body);
  const words = [
    ...(body.kind === 'bytes' ? [] : ['--ignore-stdin']),
    ...(body.kind === 'text' ? [`--raw ${shellQuote(body.text)}`] : []),
    shellQuote(exchange.request.method),
    shellQuote(urlOf(exchange)),
    ...fields.map(([name, value]) =>
      // `:@` and `:=` would mean something else than a field.
      shellQuote(value === '' ? `${name};` : `${name}:${value.replace(/^[@=]/, '\\$&')}`),
    ),
  ];
  const command = ['http', ...words].join(' ');
  const piped = body.kind === 'bytes' ? `echo ${body.base64} | base64 -d | ${command}` : command;
  return [...notesOf(exchange, fields), piped].join('\n');
}

function fetchCall(exchange: Exchange, decode: Decode): string {
  const body = sendableBody(exchange.request, decode);
  const fields = fieldsOf(exchange, body);
  const pairs = fields.map(
    ([name, value]) => `    [${scriptQuote(name)}, ${scriptQuote(value)}],\n`,
  );
  const content =
    body.kind === 'text'
      ? scriptQuote(body.text)
      : body.kind === 'bytes'
        ? `Uint8Array.from(atob(${scriptQuote(body.base64)}), (c) => c.charCodeAt(0))`
        : undefined;
  return [
    ...notesOf(exchange, fields).map((note) => note.replace(/^#/, '//')),
    `await fetch(${scriptQuote(urlOf(exchange))}, {`,
    `  method: ${scriptQuote(exchange.request.method)},`,
    `  headers: [\n${pairs.join('')}  ],`,
    ...(content === undefined ? [] : [`  body: ${content},`]),
    '});',
  ].join('\n');
}

function markdown(exchange: Exchange, decode: Decode): string {
  const { request, response, timing } = exchange;
  const status = response ? `${response.status} ${response.reason}`.trim() : 'no response';
  const took = timing.endMs === null ? '' : `, ${(timing.endMs - timing.startMs).toFixed(1)} ms`;
  const documents = httpDocument(exchange, decode);
  return [
    `**${markdownCode(`${request.method} ${urlOf(exchange)}`)}** → ${markdownCode(status)}${took}`,
    '**Request**',
    markdownBlock(documents.request, 'http'),
    ...(documents.response === null
      ? []
      : ['**Response**', markdownBlock(documents.response, 'http')]),
    '',
  ].join('\n\n');
}
