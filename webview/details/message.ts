import type { RequestMessage } from '../../remote-agent/protocol/exchange.ts';
import { arrange, become } from '../become.ts';
import { iconButton } from '../controls.ts';
import { element, setText } from '../dom.ts';
import { formatBytes } from '../text/format.ts';
import { t } from '../text/t.ts';
import { visibleLine } from '../text/visible.ts';
import type { BodySource } from './body.ts';
import { BodyView } from './body-view.ts';
import type { Shown } from './details.ts';
import { fieldList, section } from './fields.ts';
import { HeadersView, longestLine } from './headers.ts';
import { QueryView } from './query.ts';
import type { TabContent } from './tab-content.ts';

/** One of the two messages of an exchange. */
interface Told {
  /** Of a request; empty in a response. */
  readonly target: string;
  /** The first one, as it was sent. */
  readonly line: string;
  readonly message: BodySource & Pick<RequestMessage, 'trailers'>;
}

/** A request or a response: start line, headers, query, body and trailers. */
export class MessageTab implements TabContent {
  readonly node = element('div');
  private readonly line = element('p', { class: 'start-line' });
  private readonly headers = new HeadersView();
  private readonly query = new QueryView();
  private readonly body = new BodyView();
  private readonly bodyTitle = document.createTextNode('');
  private readonly bodyHeading = element('h3', {}, this.bodyTitle);
  private readonly bodySection = element('section', {}, this.bodyHeading, this.body.node);
  private readonly trailers = element('section');
  private readonly openBody = iconButton('editor', t('Open body in editor'), 'open-body', () =>
    this.shown?.open(this.which),
  );
  private shown: Shown | undefined;

  constructor(private readonly which: 'request' | 'response') {}

  show(shown: Shown): void {
    this.shown = shown;
    const told = this.which === 'request' ? requestOf(shown) : responseOf(shown);
    if (typeof told === 'string') {
      arrange(this.node, [element('p', { class: 'hint' }, told)]);
      return;
    }
    const { target, line, message } = told;
    setText(this.line, visibleLine(line.slice(0, longestLine)));
    this.headers.show(line, message.headers);
    this.query.show(target);
    this.showBody(message, shown.bodiesDropped);
    const { trailers = [] } = message;
    const title = t('Trailers ({0})', trailers.length);
    become(this.trailers, section(title, fieldList(trailers)));
    this.trailers.hidden = trailers.length === 0;
    const { line: first, headers, query, bodySection } = this;
    arrange(this.node, [first, headers.node, query.node, bodySection, this.trailers]);
  }

  private showBody(message: BodySource, dropped: boolean): void {
    this.bodyTitle.data = t('Body ({0})', formatBytes(message.bodyBytes));
    const here = message.body || message.decoded;
    arrange(this.bodyHeading, [this.bodyTitle, ...(here ? [this.openBody] : [])]);
    this.body.show(message, dropped);
  }
}

function requestOf({ exchange, decoded }: Shown): Told {
  const { request, protocol } = exchange;
  const { method, target } = request;
  return {
    target,
    line: `${method} ${target} ${protocol}`,
    message: { ...request, decoded: decoded.request },
  };
}

/** @returns why there is none, where there is none */
function responseOf({ exchange, decoded }: Shown): Told | string {
  const { protocol, completeness, response } = exchange;
  if (!response) {
    return completeness.state === 'pending'
      ? t('There is no response yet.')
      : t('No response was seen.');
  }
  return {
    target: '',
    line: `${protocol} ${response.status} ${response.reason}`,
    message: { ...response, decoded: decoded.response },
  };
}
