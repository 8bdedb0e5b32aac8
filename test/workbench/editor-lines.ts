import type { Page } from 'playwright-core';

/** A lens of the editor that is shown, and the line that it stands above. */
export interface Lens {
  readonly text: string;
  readonly line: string;
}

/** The code lenses that are drawn, from top to bottom. */
export async function lenses(page: Page): Promise<Lens[]> {
  // Lines make room when a lens comes: where all of them are is asked at one moment.
  const placed = await page.evaluate(
    (selectors) =>
      selectors.map((selector) =>
        [...document.querySelectorAll(selector)].map((node) => ({
          text: (node.textContent ?? '').replaceAll('\u00a0', ' ').trim(),
          top: node.getBoundingClientRect().top,
        })),
      ),
    ['.monaco-editor .view-lines .view-line', '.monaco-editor .codelens-decoration'],
  );
  const [lines = [], found = []] = placed.map((nodes) => nodes.sort((a, b) => a.top - b.top));
  return found
    .filter(({ text }) => text !== '')
    .map(({ text, top }) => ({ text, line: lines.find((one) => one.top > top)?.text ?? '' }));
}
