import type { RequestMessage, ResponseMessage } from '../../remote-agent/protocol/exchange.ts';
import { button } from '../controls.ts';
import { element } from '../dom.ts';
import { formatBytes, plural } from '../text/format.ts';
import { visibleLine, visibleText } from '../text/visible.ts';
import { type BodySource, bodyView } from './body.ts';
import type { Shown } from './details.ts';
import { fieldList, section } from './fields.ts';
import { hexLines } from './hex.ts';

/** What is drawn at once of a long body; a button shows the rest. */
const firstText = 200_000;
const firstBytes = 16_384;

export function requestParts({ exchange, bodiesDropped, decoded }: Shown): HTMLElement[] {
  const { request, protocol } = exchange;
  const body = { ...request, decoded: decoded.request };
  return messageParts(requestLine(protocol, request), body, bodiesDropped);
}

export function responseParts({ exchange, bodiesDropped, decoded }: Shown): HTMLElement[] {
  const { response } = exchange;
  if (!response) {
    const why =
      exchange.completeness.state === 'pending'
        ? 'There is no response yet.'
        : 'No response was seen.';
    return [element('p', { class: 'hint' }, why)];
  }
  const body = { ...response, decoded: decoded.response };
  return messageParts(statusLine(exchange.protocol, response), body, bodiesDropped);
}

function requestLine(protocol: string, { method, target }: RequestMessage): string {
  return `${method} ${target} ${protocol}`;
}

function statusLine(protocol: string, { status, reason }: ResponseMessage): string {
  return `${protocol} ${status} ${reason}`;
}

function messageParts(
  line: string,
  message: BodySource & Pick<RequestMessage, 'trailers'>,
  dropped: boolean,
): HTMLElement[] {
  const { headers, trailers = [] } = message;
  return [
    element('p', { class: 'start-line' }, visibleLine(line.slice(0, 20_000))),
    headers.length > 0
      ? section(`Headers (${headers.length})`, fieldList(headers))
      : section('Headers', element('p', { class: 'hint' }, 'None.')),
    section(`Body (${formatBytes(message.bodyBytes)})`, ...bodyParts(message, dropped)),
    ...(trailers.length > 0 ? [section(`Trailers (${trailers.length})`, fieldList(trailers))] : []),
  ];
}

function bodyParts(message: BodySource, dropped: boolean): Node[] {
  const view = bodyView(message, dropped);
  switch (view.kind) {
    case 'none':
      return [element('p', { class: 'hint' }, 'None.')];
    case 'absent':
      return [element('p', { class: 'hint' }, view.why)];
    case 'text':
      return [
        element('p', { class: 'hint' }, visibleLine(view.what)),
        ...long('text', view.text.length, firstText, 'character', (end) =>
          visibleText(view.text.slice(0, end)),
        ),
      ];
    case 'bytes':
      return [
        element('p', { class: 'hint' }, visibleLine(view.what)),
        ...long('bytes', view.bytes.length, firstBytes, 'byte', (end) =>
          hexLines(view.bytes.subarray(0, end)),
        ),
      ];
  }
}

function long(
  kind: 'text' | 'bytes',
  length: number,
  first: number,
  unit: string,
  draw: (end: number) => string,
): Node[] {
  const attributes = { class: `body ${kind}`, tabindex: '0' };
  const text = element('pre', attributes, draw(Math.min(first, length)));
  if (length <= first) return [text];
  const more = button(`Show ${plural(length - first, `more ${unit}`)}`, 'more', () => {
    text.textContent = draw(length);
    more.remove();
  });
  return [text, more];
}
