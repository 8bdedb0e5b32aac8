import { element } from '../dom.ts';
import { formatBytes } from '../text/format.ts';
import { t } from '../text/t.ts';
import { visibleLine, visibleText } from '../text/visible.ts';
import type { BodyContent } from './body.ts';
import { longFieldList } from './fields.ts';
import { formFields } from './form.ts';
import { hexLines } from './hex.ts';
import { imageElement } from './image.ts';
import { parseJson } from './json-node.ts';
import { jsonTree } from './json-tree.ts';
import type { LongSource } from './long-text.ts';
import { formBoundary, formParts } from './multipart.ts';
import { packedNode } from './packed-node.ts';
import { partField } from './part-field.ts';

/** What is drawn at once of a long body. */
const textAtOnce = 200_000;
const bytesAtOnce = 16_384;
/** A tree of more would take the page too long. */
const mostJson = 2_000_000;
/** A byte of CBOR or MessagePack may be an item. */
const mostPacked = 500_000;

export const modeWords = {
  Tree: t('Tree'),
  Form: t('Form'),
  Image: t('Image'),
  Text: t('Text'),
  Hex: t('Hex'),
  Raw: t('Raw'),
};
export type Mode = keyof typeof modeWords;

/** What a mode shows: a text, or what is drawn when it is looked at. */
export interface ModeContent {
  /** Stands above it. */
  readonly said?: string;
  readonly long?: LongSource;
  readonly draw?: () => readonly Node[];
}

/** The ways in which a body can be shown, the best one first. */
export function modesOf(
  content: Extract<BodyContent, { kind: 'here' }>,
): ReadonlyMap<Mode, ModeContent> {
  const { bytes, text, pretty, type, coded } = content;
  const modes = new Map<Mode, ModeContent>();
  if (pretty !== undefined && text !== undefined && text.length <= mostJson) {
    modes.set('Tree', {
      draw: () => {
        const root = parseJson(text);
        return root ? [jsonTree(root)] : [];
      },
    });
  }
  const packed = bytes.length <= mostPacked ? packedNode(type, bytes) : undefined;
  if (packed) modes.set('Tree', { draw: () => [jsonTree(packed)] });
  if (text !== undefined && /^application\/x-www-form-urlencoded\b/i.test(type)) {
    modes.set('Form', { draw: () => longFieldList(formFields(text)) });
  }
  const boundary = formBoundary(type);
  if (boundary !== undefined) {
    modes.set('Form', { draw: () => longFieldList(formParts(bytes, boundary).map(partField)) });
  }
  if (/^image\/(?!svg)/i.test(type)) {
    modes.set('Image', { draw: () => [imageElement(bytes, type)] });
  }
  if (text !== undefined) {
    modes.set('Text', { long: textSource(pretty ?? text) });
    if (pretty !== undefined) modes.set('Raw', { long: textSource(text) });
  }
  modes.set('Hex', { long: hexSource(bytes) });
  if (coded) {
    const said = t('As sent: {0}.', formatBytes(coded.length));
    modes.set('Raw', { said, long: hexSource(coded) });
  }
  return modes;
}

function textSource(text: string): LongSource {
  return {
    ...{ kind: 'text', unit: 'character', length: text.length, atOnce: textAtOnce },
    draw: (end) => visibleText(text.slice(0, end)),
  };
}

function hexSource(bytes: Uint8Array): LongSource {
  return {
    ...{ kind: 'bytes', unit: 'byte', length: bytes.length, atOnce: bytesAtOnce },
    draw: (end) => hexLines(bytes.subarray(0, end)),
  };
}

export function hint(text: string): HTMLElement {
  return element('p', { class: 'hint' }, visibleLine(text));
}
