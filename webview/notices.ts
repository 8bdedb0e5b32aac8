import type { Loss } from '../remote-agent/protocol/messages.ts';
import { element, setText } from './dom.ts';
import { icon } from './icons.ts';
import { lossSentences } from './losses.ts';
import type { PanelState } from './protocol/state.ts';
import { t } from './text/t.ts';
import { visibleLine } from './text/visible.ts';

/** A line above the tables; `[data-notice]` names it. */
class Notice {
  private readonly text = element('span', { class: 'text' });
  readonly node: HTMLElement;

  constructor(name: string, kind: 'error' | 'warning') {
    this.node = element(
      'div',
      { class: `notice ${kind}`, role: 'status', 'data-notice': name },
      icon(kind),
      this.text,
    );
    this.node.hidden = true;
  }

  protected say(text: string, tooltip = text): void {
    this.node.hidden = text === '';
    setText(this.text, text);
    this.node.title = tooltip;
  }
}

/** Says that the table is not the whole truth. */
export class LossNotice extends Notice {
  constructor() {
    super('loss', 'warning');
  }

  show(losses: readonly Loss[]): void {
    const sentences = lossSentences(losses);
    const text =
      sentences.length > 0 ? t('Not everything was seen. {0}.', sentences.join('; ')) : '';
    this.say(text, sentences.join('\n'));
  }
}

/** Says that whoever sees the panel sees passwords. */
export class SecretsNotice extends Notice {
  constructor() {
    super('secrets', 'warning');
  }

  show(trace: PanelState['trace']): void {
    const shown = trace.kind === 'tracing' && trace.secretsShown;
    this.say(
      shown
        ? t(
            'Secrets are shown as they are: credentials, cookies and keys are not replaced in this trace.',
          )
        : '',
    );
  }
}

/** Says that the rows are all there will be. An empty table says so itself. */
export class EndNotice extends Notice {
  constructor() {
    super('end', 'error');
  }

  show(trace: PanelState['trace'], rows: boolean): void {
    const over = trace.kind === 'lost' || trace.kind === 'failed';
    this.say(rows && over ? visibleLine(trace.message) : '');
  }
}
