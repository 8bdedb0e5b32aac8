import { element } from '../dom.ts';
import { formatCount } from '../text/format.ts';
import { t } from '../text/t.ts';

const longestSide = 1024;

/**
 * A picture drawn from its bytes. It goes through a canvas: the page's policy loads no image of anybody, and SVG,
 * which could hold more than a picture, is not drawn.
 */
export function imageElement(bytes: Uint8Array, type: string): HTMLElement {
  const caption = element('p', { class: 'hint' }, t('Reading the picture…'));
  const canvas = element('canvas', { class: 'image', role: 'img' });
  canvas.hidden = true;
  void draw(bytes, type, canvas).then((said) => {
    caption.textContent = said;
  });
  return element('div', { class: 'picture' }, canvas, caption);
}

async function draw(bytes: Uint8Array, type: string, canvas: HTMLCanvasElement): Promise<string> {
  try {
    const bitmap = await createImageBitmap(new Blob([bytes.slice()], { type }));
    const { width, height } = bitmap;
    const scale = Math.min(1, longestSide / Math.max(width, height));
    canvas.width = Math.max(1, Math.round(width * scale));
    canvas.height = Math.max(1, Math.round(height * scale));
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    canvas.hidden = false;
    const said = t('{0} × {1} pixels', formatCount(width), formatCount(height));
    canvas.setAttribute('aria-label', said);
    return said;
  } catch {
    return t(
      'This picture cannot be drawn: it is damaged, cut short, or of a kind that is not supported.',
    );
  }
}
