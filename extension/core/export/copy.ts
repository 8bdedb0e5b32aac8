import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import type { Beside } from '../exchange/beside.ts';
import { urlOf } from '../exchange/traits.ts';
import { harEntry } from '../har/entry.ts';
import type { Decode } from './body.ts';
import { fetchCall } from './fetch-call.ts';
import { httpDocument } from './http-document.ts';
import { markdownBlock, markdownCode } from './quote.ts';
import { sendingOf } from './sending.ts';
import { curlCommand, httpieCommand } from './shell-commands.ts';

export const copyFormats = ['curl', 'fetch', 'httpie', 'url', 'har', 'markdown'] as const;
export type CopyFormat = (typeof copyFormats)[number];

type Format = (exchange: Exchange, decode: Decode, beside: Partial<Beside>) => string;

const formats: Record<CopyFormat, Format> = {
  curl: (exchange, decode) => curlCommand(sendingOf(exchange, decode)),
  fetch: (exchange, decode) => fetchCall(sendingOf(exchange, decode)),
  httpie: (exchange, decode) => httpieCommand(sendingOf(exchange, decode)),
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
