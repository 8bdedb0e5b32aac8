import type { Page } from 'playwright-core';

/** A lens of the editor that is shown, and the line that it stands above. */
export interface Lens {
  readonly text: string;
  readonly line: string;
}

/** The code lenses that are drawn, from top to bottom. */
export async function lenses(page: Page): Promise<Lens[]> {
  const lines = await placed(page, '.monaco-editor .view-lines .view-line');
  const found = await placed(page, '.monaco-editor .codelens-decoration');
  return found
    .filter(({ text }) => text !== '')
    .map(({ text, top }) => ({ text, line: lines.find((one) => one.top > top)?.text ?? '' }));
}

async function placed(page: Page, selector: string): Promise<{ text: string; top: number }[]> {
  const nodes = await page.locator(selector).evaluateAll((all) =>
    all.map((node) => ({
      text: (node.textContent ?? '').replaceAll('\u00a0', ' ').trim(),
      top: node.getBoundingClientRect().top,
    })),
  );
  return nodes.sort((a, b) => a.top - b.top);
}
