import type {
  HeaderField,
  RequestMessage,
  ResponseMessage,
} from '../../remote-agent/protocol/exchange.ts';
import { iconButton } from '../controls.ts';
import { element, setAttribute } from '../dom.ts';
import { formatBytes } from '../text/format.ts';
import { t } from '../text/t.ts';
import { visibleLine } from '../text/visible.ts';
import type { BodySource } from './body.ts';
import { bodyParts } from './body-modes.ts';
import type { Shown } from './details.ts';
import { fieldList, section } from './fields.ts';

export function requestParts({ exchange, bodiesDropped, decoded, open }: Shown): HTMLElement[] {
  const { request, protocol } = exchange;
  const body = { ...request, decoded: decoded.request };
  return messageParts(requestLine(protocol, request), body, bodiesDropped, () => open('request'));
}

export function responseParts({ exchange, bodiesDropped, decoded, open }: Shown): HTMLElement[] {
  const { response } = exchange;
  if (!response) {
    const why =
      exchange.completeness.state === 'pending'
        ? t('There is no response yet.')
        : t('No response was seen.');
    return [element('p', { class: 'hint' }, why)];
  }
  const body = { ...response, decoded: decoded.response };
  return messageParts(statusLine(exchange.protocol, response), body, bodiesDropped, () =>
    open('response'),
  );
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
  openBody: () => void,
): HTMLElement[] {
  const { headers, trailers = [] } = message;
  return [
    element('p', { class: 'start-line' }, visibleLine(line.slice(0, 20_000))),
    headersSection(line, headers),
    bodySection(message, dropped, openBody),
    ...(trailers.length > 0
      ? [section(t('Trailers ({0})', trailers.length), fieldList(trailers))]
      : []),
  ];
}

let raw = false;

/** As a list, or as they were sent. */
function headersSection(line: string, headers: readonly HeaderField[]): HTMLElement {
  if (headers.length === 0)
    return section(t('Headers'), element('p', { class: 'hint' }, t('None.')));
  const shown = element('div', {});
  const toggle = element('button', { class: 'mode', 'data-action': 'raw-headers' }, t('Raw'));
  const draw = () => {
    setAttribute(toggle, 'aria-pressed', String(raw));
    const lines = [line, ...headers.map(([name, value]) => `${name}: ${value}`)];
    const text = lines.map((each) => visibleLine(each.slice(0, 20_000))).join('\n');
    const pre = element('pre', { class: 'body text', tabindex: '0' }, text);
    shown.replaceChildren(raw ? pre : fieldList(headers));
  };
  toggle.addEventListener('click', () => {
    raw = !raw;
    draw();
  });
  draw();
  const made = section(t('Headers ({0})', headers.length), shown);
  made.firstElementChild?.append(toggle);
  return made;
}

function bodySection(message: BodySource, dropped: boolean, open: () => void): HTMLElement {
  const made = section(
    t('Body ({0})', formatBytes(message.bodyBytes)),
    ...bodyParts(message, dropped),
  );
  if (message.body || message.decoded) {
    made.firstElementChild?.append(
      iconButton('editor', t('Open body in editor'), 'open-body', open),
    );
  }
  return made;
}
