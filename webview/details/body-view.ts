import { arrange } from '../become.ts';
import { element, setAttribute } from '../dom.ts';
import { isSame } from '../same.ts';
import { t } from '../text/t.ts';
import { type BodySource, bodyContent } from './body.ts';
import { hint, type Mode, type ModeContent, modesOf, modeWords } from './body-modes.ts';
import { LongText } from './long-text.ts';

let chosen: Mode | undefined;

/** The content of a message in the ways in which it can be shown; the way that was chosen last is kept. */
export class BodyView {
  readonly node = element('div', {});
  private readonly content = element('div', { class: 'body-shown' });
  private buttons: ReadonlyMap<Mode, HTMLElement> = new Map();
  private modes: ReadonlyMap<Mode, ModeContent> = new Map();
  private told: unknown;
  private mode: Mode | undefined;
  private text: LongText | undefined;

  /** @param dropped it was let go to stay within the limits */
  show(message: BodySource, dropped: boolean): void {
    const { headers, bodyBytes, body, content, decoded } = message;
    const told = [headers, bodyBytes, body, content, decoded, dropped];
    if (isSame(told, this.told)) {
      if (this.mode !== this.wanted) this.draw();
      return;
    }
    this.told = told;
    const found = bodyContent(message, dropped);
    if (found.kind !== 'here') {
      this.mode = undefined;
      arrange(this.node, [hint(found.kind === 'none' ? t('None.') : found.why)]);
      return;
    }
    this.modes = modesOf(found);
    const group = this.group();
    arrange(this.node, [hint(found.what), ...(group ? [group] : []), this.content]);
    this.draw();
  }

  private get wanted(): Mode {
    const first = this.modes.keys().next().value;
    return chosen !== undefined && this.modes.has(chosen) ? chosen : (first ?? 'Hex');
  }

  /** The buttons of the modes, where there are several; those of before where they do. */
  private group(): HTMLElement | undefined {
    const names = [...this.modes.keys()];
    if (!isSame(names, [...this.buttons.keys()])) {
      this.buttons = new Map(names.map((name) => [name, this.button(name)]));
    }
    const [first] = this.buttons.values();
    if (names.length < 2 || !first) return undefined;
    if (first.parentElement) return first.parentElement;
    const attributes = { class: 'modes', role: 'group', 'aria-label': t('Show the body as') };
    return element('div', attributes, ...this.buttons.values());
  }

  private button(name: Mode): HTMLElement {
    const attributes = { class: 'mode', 'data-mode': name.toLowerCase() };
    const made = element('button', attributes, modeWords[name]);
    made.addEventListener('click', () => {
      chosen = name;
      this.draw();
    });
    return made;
  }

  private draw(): void {
    const mode = this.wanted;
    for (const [name, made] of this.buttons) {
      setAttribute(made, 'aria-pressed', String(name === mode));
    }
    const { said, long, draw } = this.modes.get(mode) ?? {};
    const grows = mode === this.mode && said === undefined;
    this.mode = mode;
    if (long && this.text && grows) {
      this.text.show(long);
      return;
    }
    this.text = long && new LongText(long);
    this.content.replaceChildren(
      ...(said === undefined ? [] : [hint(said)]),
      ...(this.text?.nodes ?? draw?.() ?? []),
    );
  }
}
