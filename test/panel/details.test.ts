import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Exchange } from '../../remote-agent/protocol/exchange.ts';
import { PanelPage } from './panel-page.ts';
import { connectionEvent, exchange, tracing } from './traffic.ts';

after(() => PanelPage.closeBrowser());

async function shown(...all: Exchange[]): Promise<PanelPage> {
  const panel = await PanelPage.open({ viewport: { width: 1200, height: 700 } });
  panel.setTrace(tracing);
  panel.store.addExchanges(all);
  await panel.exchanges.rows.first().click();
  await panel.details.waitFor();
  return panel;
}

const script = '<img src=x onerror="document.title=1">';
/** A red pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==',
  'base64',
);

test('a body is shown as a tree, as text, as bytes; a form by its fields; a picture as one', async () => {
  const json = JSON.stringify({
    a: { b: [1, script] },
    long: Array.from({ length: 500 }, (_, i) => i),
  });
  const form = { requestBody: `name=${encodeURIComponent(script)}&x=1` };
  const first = exchange(1, { ...form, responseBody: json });
  const headers = [['Content-Type', 'application/x-www-form-urlencoded']] as const;
  await using panel = await shown(
    { ...first, request: { ...first.request, headers } },
    exchange(2, { responseBody: png, responseHeaders: [['Content-Type', 'image/png']] }),
  );
  const { details, page } = panel;
  const mode = (name: string) => details.locator(`[data-mode=${name}]`);
  await panel.openTab('response');
  await details.locator('.json .name', { hasText: '"b"' }).waitFor();
  await details.locator('.json summary', { hasText: '"long"' }).click();
  await details.getByRole('button', { name: 'Show 200 of 300 more' }).click();
  await details.getByText('399', { exact: true }).first().waitFor();
  await mode('hex').click();
  await details.locator('pre.bytes', { hasText: '00000000' }).waitFor();
  await mode('raw').click();
  assert.equal(await details.locator('pre.text').textContent(), json);
  await details.locator('[data-action=raw-headers]').click();
  await details.locator('pre.text', { hasText: 'HTTP/1.1 200 OK' }).waitFor();
  await details.locator('[data-action=open-body]').click();
  await panel.openTab('request');
  await details.locator('dd', { hasText: script }).waitFor();
  assert.deepEqual(panel.asked, ['open e1 response']);

  await page.locator('[data-id=e2]').click();
  await panel.openTab('response');
  await details.getByText('1 × 1 pixels').waitFor();
  const pixel = await details
    .locator('canvas')
    .evaluate((canvas: HTMLCanvasElement) =>
      Array.from(canvas.getContext('2d')?.getImageData(0, 0, 1, 1).data ?? []),
    );
  assert.deepEqual(pixel.slice(3), [255]);
  assert.equal(await page.locator('main img').count(), 0);
  assert.equal(await page.title(), 'HTTP Trace');
  const pane = await panel.details.evaluate(
    ({ scrollWidth, clientWidth }) => scrollWidth - clientWidth,
  );
  assert.equal(pane, 0, 'nothing sticks out');
  assert.deepEqual(panel.problems, []);
  assert.deepEqual(panel.refused, []);
});

test('messages: who sent which, opened one by one', async () => {
  const socket: Exchange = {
    ...exchange(1, { status: 101 }),
    messages: {
      ...{ protocol: 'websocket', fromClient: 1, fromServer: 2 },
      items: [
        { timeMs: 1, from: 'client', kind: 'text', size: 9, text: '{"a":1}' },
        { timeMs: 2, from: 'server', kind: 'binary', size: 3, data: 'AAEC' },
        { timeMs: 3, from: 'server', kind: 'close', size: 2, closeCode: 1000, text: script },
      ],
    },
  };
  await using panel = await shown(socket);
  await panel.openTab('messages');
  const messages = panel.details.locator('.message');
  assert.equal(await messages.count(), 3);
  await panel.details.getByText('1 message from the client, 2 from the server.').waitFor();
  await messages.nth(0).locator('summary').click();
  await messages.nth(0).locator('pre', { hasText: '"a": 1' }).waitFor();
  await messages.nth(1).locator('summary').click();
  await messages.nth(1).locator('pre', { hasText: '00 01 02' }).waitFor();
  assert.ok((await messages.nth(2).innerText()).includes(`1000 ${script}`));
  assert.deepEqual(panel.problems, []);
});

test('a gRPC message is a tree of fields, with their names where a schema has them', async () => {
  const call: Exchange = {
    ...exchange(1),
    grpc: { service: 'shop.S', method: 'Get', status: 0, statusName: 'OK' },
    messages: {
      ...{ protocol: 'grpc', fromClient: 1, fromServer: 0 },
      items: [
        {
          ...{ timeMs: 1, from: 'client', kind: 'message', size: 9, data: 'CJYBEgMaAWE=' },
          fields: [
            { number: 1, type: 'varint', value: '150' },
            { number: 2, type: 'message', fields: [{ number: 3, type: 'string', value: script }] },
          ],
        },
      ],
    },
  };
  await using panel = await shown(call);
  await panel.openTab('messages');
  await panel.details.locator('.message summary').click();
  assert.equal(
    await panel.details.locator('.protobuf .protobuf li').textContent(),
    `3 string ${script}`,
  );
  const schema = (name: string) =>
    `package shop; service S { rpc Get(Q) returns (Q); } message Q { int32 ${name} = 1; }`;
  panel.schemas.set(`a/${script}.proto`, schema('count'));
  panel.schemas.set('b.proto', schema('amount'));
  panel.schemasChanged();
  await panel.details.locator('.message .preview', { hasText: 'count: 150, 2: {…}' }).waitFor();
  await panel.details.getByText('The workspace has 2 different schemas of this method.').waitFor();
  await panel.details.getByText(`shop.Q of a/${script}.proto`).waitFor();
  const names = await panel.details
    .locator('.message > div > .protobuf > li > .name')
    .allTextContents();
  assert.deepEqual(names, ['count ', '2 ', 'amount ', '2 ']);
  assert.deepEqual(panel.problems, []);
});

test('the connection and the trace of an exchange, and the way to the others', async () => {
  const cause = { exchange: 'e1', by: 'thread' } as const;
  const proxied = {
    source: { address: '192.0.2.7', port: 56_324 },
    destination: { address: '2001:db8::1', port: 443 },
  };
  await using panel = await shown(
    { ...exchange(1), proxied },
    { ...exchange(41), connection: 'c1' },
    { ...exchange(2), cause },
  );
  panel.store.addConnections([connectionEvent(1, 'accept', { rttMs: 0.4 })]);
  await panel.openTab('connection');
  const related = panel.details.locator('[data-detail=connection] [data-related]');
  const traced = panel.details.locator('[data-detail=trace] [data-related]');
  assert.equal(await related.count(), 2);
  await panel.details.getByText('192.0.2.7:56324').waitFor();
  await panel.details.getByText('[2001:db8::1]:443').waitFor();
  await related.nth(1).getByRole('button').click();
  await panel.details.getByRole('heading', { name: 'GET /items/41' }).waitFor();
  await panel.details.getByText('round trip 0.40 ms').waitFor();
  await panel.page.locator('[data-id=e2]').click();
  await panel.openTab('trace');
  await panel.details.getByText('Linked inferred from the thread').waitFor();
  const ids = await traced.evaluateAll((all) => all.map((one) => one.getAttribute('data-related')));
  assert.deepEqual(ids, ['e1', 'e2']);
  await traced.first().getByRole('button').click();
  await panel.details.getByRole('heading', { name: 'GET /items/1', exact: true }).waitFor();
  await panel.exchanges.grid.focus();
  await panel.page.keyboard.press('Control+c');
  await panel.page.waitForTimeout(50);
  assert.deepEqual(panel.asked, ['copy e1']);
  assert.deepEqual(panel.problems, []);
});

test('a note stands in its row, and is found', async () => {
  await using panel = await shown(exchange(1), exchange(2));
  panel.store.setNote('e2', `look here ${script}`);
  await panel.page.locator('[data-id=e2]').getByLabel(`Note: look here ${script}`).waitFor();
  await panel.filter.fill('note:here');
  await panel.counted('1 / 2');
});

test('what becomes of the connection, and what else belongs to an exchange, is told when it comes', async () => {
  const trace = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736' };
  const cause = { exchange: 'e1', by: 'trace-id' } as const;
  const parent = { exchange: 'e0', by: 'thread' } as const;
  await using panel = await shown({ ...exchange(1), trace, cause: parent });
  const { details, store } = panel;
  store.addConnections([connectionEvent(1, 'accept')]);
  await panel.openTab('connection');
  const state = details.locator('[data-detail=connection] dt', { hasText: /^State$/ });
  const word = (text: RegExp) => state.locator('+ dd').filter({ hasText: text });
  const related = (id: string) => details.locator(`[data-detail=connection] [data-related=${id}]`);
  await word(/^open$/).waitFor();
  await related('e1').getByRole('button').focus();
  const pending = { state: 'pending', notes: [] } as const;
  store.addExchanges([exchange(41, { status: null, durationMs: null, completeness: pending })]);
  await related('e41').getByText('… GET /items/41').waitFor();
  store.addExchanges([exchange(41)]);
  await related('e41').getByText('200 GET /items/41').waitFor();
  await details.getByText('Exchanges on it (2)').waitFor();
  store.addConnections([connectionEvent(1, 'close', { closedBy: 'reset', reason: 'ECONNRESET' })]);
  await word(/^closed$/).waitFor();
  await details.getByText('ECONNRESET').waitFor();
  const focused = await panel.page.evaluate(() => document.activeElement?.textContent);
  assert.equal(focused, '200 GET /items/1');
  await panel.openTab('trace');
  store.addExchanges([{ ...exchange(2), trace, cause }]);
  await details.locator('[data-detail=trace] [data-related=e2]').waitFor();
  await panel.page.locator('[data-tab=trace] .badge').filter({ hasText: /^2$/ }).waitFor();
  // One that takes longer than those that were made for it is told after them.
  store.addExchanges([exchange(0)]);
  await details.locator('[data-detail=trace] [data-related=e0]').waitFor();
  assert.deepEqual(panel.problems, []);
});

test('the details say when their exchange was let go', async () => {
  await using panel = await PanelPage.open({ maxExchanges: 5 });
  panel.setTrace(tracing);
  panel.store.addExchanges([exchange(1)]);
  await panel.exchanges.rows.first().click();
  const gone = panel.details.locator('[data-notice=let-go]');
  await panel.details.getByRole('heading', { name: 'GET /items/1' }).waitFor();
  assert.ok(await gone.isHidden());
  panel.store.addExchanges([2, 3, 4, 5, 6].map((index) => exchange(index)));
  await gone.filter({ hasText: 'It was let go to stay within the limits' }).waitFor();
  await panel.openTab('response');
  await panel.details.locator('.json').waitFor();
  panel.schemasChanged();
  panel.store.addExchanges([exchange(60)]);
  await panel.page.locator('[data-id=e60]').waitFor();
  assert.ok(await gone.isVisible(), 'what is left of it stays');
  await panel.page.locator('[data-id=e6]').click();
  await panel.details.getByRole('heading', { name: 'GET /items/6' }).waitFor();
  assert.ok(await gone.isHidden());
  // What is told again is held again.
  panel.store.addExchanges([7, 8, 9, 10, 11].map((index) => exchange(index)));
  await gone.waitFor();
  panel.store.addExchanges([exchange(6, { status: 201 })]);
  await gone.waitFor({ state: 'hidden' });
  await panel.details.getByText('HTTP/1.1 201').waitFor();
  assert.deepEqual(panel.problems, []);
});
