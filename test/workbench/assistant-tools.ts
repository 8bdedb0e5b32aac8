import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitUntil } from './wait-until.ts';
import type { Workbench } from './workbench.ts';

/**
 * What an assistant that uses the editor's tools is told; the person is asked before each.
 *
 * @param folder where the assistant writes it
 */
export async function askAsAssistant(
  { page, quickInput, messages }: Workbench,
  folder: string,
): Promise<void> {
  await quickInput.command('Assistant Client: Ask HTTP Trace');
  const file = join(folder, 'answers.json');
  assert.match(await messages.dialog(), /Give the assistant what was traced\?/);
  const consent = page.locator('.monaco-dialog-box').getByRole('button', { name: 'Yes' });
  await waitUntil(async () => {
    // One question follows the other.
    if (await consent.isVisible()) await consent.click();
    return existsSync(file);
  });
  const answers: Answers = JSON.parse(await readFile(file, 'utf8'));
  const { offered, listed, read, routes, connections, refused } = answers;
  assert.deepEqual(offered.map(({ name }) => name).sort(), [
    'httpTrace_connections',
    'httpTrace_getExchange',
    'httpTrace_listExchanges',
    'httpTrace_routes',
  ]);
  assert.equal(listed.items.length, 2);
  const [newest] = listed.items;
  assert.match(
    `${newest?.method} ${newest?.url}`,
    /^POST http:\/\/127\.0\.0\.1:8080\/api\/orders$/,
  );
  assert.equal(read.id, newest?.id);
  assert.match(read.request.headers.join('\n'), /^authorization: Bearer \[redacted\]$/im);
  assert.deepEqual([read.response.status, routes.from], [201, 'sources']);
  const stock = routes.items.find(({ template }) => template === '/api/books/{id}/stock');
  assert.ok(stock && stock.requests > 0 && stock.handler.endsWith('/bookshop/main.js:14'));
  assert.ok(connections.items.some(({ process }) => process?.startsWith('node[')));
  assert.match(refused.failed, /No exchange with this id is held/);
}

interface Answers {
  readonly offered: readonly { readonly name: string }[];
  readonly listed: Page<{ readonly id: string; readonly method: string; readonly url: string }>;
  readonly read: {
    readonly id: string;
    readonly request: { readonly headers: readonly string[] };
    readonly response: { readonly status: number };
  };
  readonly routes: Page<{
    readonly template: string;
    readonly requests: number;
    readonly handler: string;
  }> & { readonly from: string };
  readonly connections: Page<{ readonly process?: string }>;
  readonly refused: { readonly failed: string };
}

interface Page<Item> {
  readonly items: readonly Item[];
}
