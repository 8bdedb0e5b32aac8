import { element, setText } from './dom.ts';
import { icon } from './icons.ts';
import { lossSentences } from './losses.ts';
import type { PanelState } from './protocol/state.ts';
import { hostList } from './text/host-list.ts';
import { t } from './text/t.ts';
import { visibleLine } from './text/visible.ts';

/** A line above what it is about; `[data-notice]` names it. */
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

  show({ losses, tracedHosts }: PanelState): void {
    const sentences = lossSentences(losses, tracedHosts.length > 1);
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

  show(traces: PanelState['traces']): void {
    const shown = traces.filter((trace) => trace.kind === 'tracing' && trace.secretsShown);
    if (shown.length === 0) this.say('');
    else if (traces.length === 1) {
      this.say(
        t(
          'Secrets are shown as they are: credentials, cookies and keys are not replaced in this trace.',
        ),
      );
    } else {
      this.say(
        visibleLine(
          t(
            'Secrets are shown as they are: credentials, cookies and keys of {0} are not replaced.',
            hostList(shown),
          ),
        ),
      );
    }
  }
}

/** Says that the rows of a host are all there will be. An empty table says so itself of a host that is alone. */
export class EndNotice extends Notice {
  constructor() {
    super('end', 'error');
  }

  show(traces: PanelState['traces'], rows: boolean): void {
    const messages = traces.flatMap((trace) =>
      trace.kind === 'lost' || trace.kind === 'failed' ? [visibleLine(trace.message)] : [],
    );
    this.say(rows || traces.length > 1 ? messages.join(' ') : '', messages.join('\n'));
  }
}

/** Says that an exchange whose details are shown is gone from the table. */
export class LetGoNotice extends Notice {
  constructor() {
    super('let-go', 'warning');
  }

  show(letGo: boolean): void {
    this.say(
      letGo
        ? t(
            'It was let go to stay within the limits: this is the last that is known of it, and commands no longer find it.',
          )
        : '',
    );
  }
}
