import { element, setAttribute, setText } from '../dom.ts';
import { icon } from '../icons.ts';
import type { GroupRow } from '../protocol/rows.ts';
import { formatCount } from '../text/format.ts';
import { plural } from '../text/nouns.ts';
import { visibleLine } from '../text/visible.ts';

/** What a row shows that is the heading of a group, in place of its cells. */
export class GroupHeading {
  private readonly twistie = element('span', { class: 'twistie' });
  private readonly label = element('span', { class: 'text' });
  private readonly count = element('span', { class: 'badge' });
  private readonly errors = element('span', { class: 'errors' });
  readonly node = element(
    'div',
    { class: 'heading', role: 'gridcell' },
    this.twistie,
    this.label,
    this.count,
    this.errors,
  );

  show({ label, count, errors, open }: GroupRow): void {
    this.twistie.replaceChildren(icon(open ? 'open' : 'closed'));
    setText(this.label, visibleLine(label));
    setText(this.count, formatCount(count));
    const failed = errors > 0 ? plural(errors, 'error') : '';
    this.errors.replaceChildren(...(failed ? [icon('error'), failed] : []));
    const facts = [visibleLine(label), plural(count, 'exchange'), failed].filter(Boolean);
    setAttribute(this.node, 'title', facts.join('\n'));
    setAttribute(this.node, 'aria-label', facts.join(', '));
  }
}
