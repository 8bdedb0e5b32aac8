import type { HeaderField } from '../../remote-agent/protocol/exchange.ts';
import { arrange } from '../become.ts';
import { element, setAttribute } from '../dom.ts';
import { isSame } from '../same.ts';
import { t } from '../text/t.ts';
import { visibleLine } from '../text/visible.ts';
import { fieldList } from './fields.ts';

/** Of a line; more of it would make the page stand still. */
export const longestLine = 20_000;

let raw = false;

/** The headers of a message as a list, or as they were sent. */
export class HeadersView {
  readonly node = element('section', {});
  private readonly title = document.createTextNode('');
  private readonly toggle = element(
    'button',
    { class: 'mode', 'data-action': 'raw-headers' },
    t('Raw'),
  );
  private readonly heading = element('h3', {}, this.title);
  private told: readonly unknown[] = [];

  /** @param line the first one of the message */
  show(line: string, headers: readonly HeaderField[]): void {
    const told = [line, headers, raw];
    if (isSame(told, this.told)) return;
    this.told = told;
    const none = headers.length === 0;
    this.title.data = none ? t('Headers') : t('Headers ({0})', headers.length);
    arrange(this.heading, [this.title, ...(none ? [] : [this.toggle])]);
    setAttribute(this.toggle, 'aria-pressed', String(raw));
    this.toggle.onclick = () => {
      raw = !raw;
      this.show(line, headers);
    };
    arrange(this.node, [this.heading, contentOf(line, headers)]);
  }
}

function contentOf(line: string, headers: readonly HeaderField[]): HTMLElement {
  if (headers.length === 0) return element('p', { class: 'hint' }, t('None.'));
  if (!raw) return fieldList(headers);
  const lines = [line, ...headers.map(([name, value]) => `${name}: ${value}`)];
  const text = lines.map((each) => visibleLine(each.slice(0, longestLine))).join('\n');
  return element('pre', { class: 'body text', tabindex: '0' }, text);
}
