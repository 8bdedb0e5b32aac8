import { button } from '../controls.ts';
import { element, setAttribute } from '../dom.ts';
import { formatBytes } from '../text/format.ts';
import { plural } from '../text/nouns.ts';
import { t } from '../text/t.ts';
import { visibleLine, visibleText } from '../text/visible.ts';
import { type BodyContent, type BodySource, bodyContent } from './body.ts';
import { fieldList } from './fields.ts';
import { formFields } from './form.ts';
import { hexLines } from './hex.ts';
import { imageElement } from './image.ts';
import { parseJson } from './json-node.ts';
import { jsonTree } from './json-tree.ts';

/** What is drawn at once of a long body; a button shows the rest. */
const firstText = 200_000;
const firstBytes = 16_384;
/** A tree of more would take the page too long. */
const mostJson = 2_000_000;

const modeWords = {
  Tree: t('Tree'),
  Form: t('Form'),
  Image: t('Image'),
  Text: t('Text'),
  Hex: t('Hex'),
  Raw: t('Raw'),
};
type Mode = keyof typeof modeWords;

let chosen: Mode | undefined;

/** The content of a message in the ways in which it can be shown; the way that was chosen last is kept. */
export function bodyParts(message: BodySource, dropped: boolean): Node[] {
  const content = bodyContent(message, dropped);
  if (content.kind === 'none') return [hint(t('None.'))];
  if (content.kind === 'absent') return [hint(content.why)];
  const modes = modesOf(content);
  const names = [...modes.keys()];
  const shown = element('div', { class: 'body-shown' });
  const buttons = names.map((name) => {
    const made = element(
      'button',
      { class: 'mode', 'data-mode': name.toLowerCase() },
      modeWords[name],
    );
    made.addEventListener('click', () => {
      chosen = name;
      show(name);
    });
    return made;
  });
  const show = (mode: Mode) => {
    buttons.forEach((made, index) => {
      setAttribute(made, 'aria-pressed', String(names[index] === mode));
    });
    shown.replaceChildren(...(modes.get(mode)?.() ?? []));
  };
  show(chosen !== undefined && modes.has(chosen) ? chosen : (names[0] ?? 'Hex'));
  const group = element('div', {
    class: 'modes',
    role: 'group',
    'aria-label': t('Show the body as'),
  });
  group.append(...buttons);
  return [hint(content.what), ...(names.length > 1 ? [group] : []), shown];
}

function modesOf(content: Extract<BodyContent, { kind: 'here' }>): Map<Mode, () => Node[]> {
  const { bytes, text, pretty, type, coded } = content;
  const modes = new Map<Mode, () => Node[]>();
  if (pretty !== undefined && text !== undefined && text.length <= mostJson) {
    modes.set('Tree', () => {
      const root = parseJson(text);
      return root ? [jsonTree(root)] : [];
    });
  }
  if (text !== undefined && /^application\/x-www-form-urlencoded\b/i.test(type)) {
    modes.set('Form', () => [fieldList(formFields(text))]);
  }
  if (/^image\/(?!svg)/i.test(type)) modes.set('Image', () => [imageElement(bytes, type)]);
  if (text !== undefined) {
    const whole = pretty ?? text;
    modes.set('Text', () =>
      long('text', whole.length, firstText, 'character', (end) => visibleText(whole.slice(0, end))),
    );
    if (pretty !== undefined) {
      modes.set('Raw', () =>
        long('text', text.length, firstText, 'character', (end) => visibleText(text.slice(0, end))),
      );
    }
  }
  modes.set('Hex', () => hexParts(bytes));
  if (coded)
    modes.set('Raw', () => [
      hint(t('As sent: {0}.', formatBytes(coded.length))),
      ...hexParts(coded),
    ]);
  return modes;
}

function hexParts(bytes: Uint8Array): Node[] {
  return long('bytes', bytes.length, firstBytes, 'byte', (end) => hexLines(bytes.subarray(0, end)));
}

function hint(text: string): HTMLElement {
  return element('p', { class: 'hint' }, visibleLine(text));
}

function long(
  kind: 'text' | 'bytes',
  length: number,
  first: number,
  unit: 'byte' | 'character',
  draw: (end: number) => string,
): Node[] {
  const attributes = { class: `body ${kind}`, tabindex: '0' };
  const text = element('pre', attributes, draw(Math.min(first, length)));
  if (length <= first) return [text];
  const more = button(t('Show {0} more', plural(length - first, unit)), 'more', () => {
    text.textContent = draw(length);
    more.remove();
  });
  return [text, more];
}
