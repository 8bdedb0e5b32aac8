import { element } from '../dom.ts';
import { t } from '../text/t.ts';
import { longFieldList, section } from './fields.ts';
import { formFields } from './form.ts';

/** The names and values of a request's query, decoded; hidden where there are none. */
export class QueryView {
  readonly node = element('section');
  private query = '';

  constructor() {
    this.node.hidden = true;
  }

  show(target: string): void {
    const at = target.indexOf('?');
    const query = at < 0 ? '' : target.slice(at + 1);
    if (query === this.query) return;
    this.query = query;
    const fields = formFields(query);
    this.node.hidden = fields.length === 0;
    const made = section(t('Query ({0})', fields.length), ...longFieldList(fields));
    this.node.replaceChildren(...made.childNodes);
  }
}
