import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { encode as encodeMessagePack } from '@msgpack/msgpack';
import { encode as encodeCbor } from 'cborg';
import type { Exchange } from '../../remote-agent/protocol/exchange.ts';
import { PanelPage } from './panel-page.ts';
import { exchange, type Told, tracing } from './traffic.ts';

after(() => PanelPage.closeBrowser());

/** The request of an exchange whose content is of this type. */
async function requested(type: string, told: Told): Promise<PanelPage> {
  const panel = await PanelPage.open({ viewport: { width: 1200, height: 700 } });
  panel.setTrace(tracing);
  const made = exchange(1, { method: 'POST', ...told });
  const request: Exchange['request'] = { ...made.request, headers: [['Content-Type', type]] };
  panel.store.addExchanges([{ ...made, request }]);
  await panel.exchanges.rows.first().click();
  await panel.openTab('request');
  return panel;
}

const fieldsIn = (panel: PanelPage, title: string) =>
  panel.details
    .locator('[data-detail=request] section', {
      has: panel.page.getByRole('heading', { name: title }),
    })
    .locator('dl > *');

const more = ({ details }: PanelPage, name: string) =>
  details.getByRole('button', { name, exact: true });

test('a form of any length is shown piece by piece', async () => {
  const type = 'application/x-www-form-urlencoded';
  await using panel = await requested(type, { requestBody: 'a=1&'.repeat(250_000) });
  const fields = fieldsIn(panel, 'Body');
  await more(panel, 'Show 200 of 249,800 more').click();
  await more(panel, 'Show 200 of 249,600 more').waitFor();
  assert.equal(await fields.count(), 800);
  assert.deepEqual(panel.problems, []);
});

test('long bytes are shown piece by piece', async () => {
  const requestBody = Buffer.alloc(40_000, 7);
  await using panel = await requested('application/octet-stream', { requestBody });
  const lines = async () =>
    ((await panel.details.locator('pre.bytes').textContent()) ?? '').split('\n').length;
  assert.equal(await lines(), 1024);
  await more(panel, 'Show 16,384 of 23,616 bytes more').click();
  await more(panel, 'Show 7,232 of 7,232 bytes more').waitFor();
  assert.equal(await lines(), 2048);
  await more(panel, 'Show 7,232 of 7,232 bytes more').click();
  await panel.details.locator('[data-action=more]').waitFor({ state: 'hidden' });
  assert.equal(await lines(), 2500);
});

test('a form of several parts is shown by its fields, files by what they are', async () => {
  const script = '<img src=x onerror="document.title=1">';
  const requestBody = Buffer.concat([
    Buffer.from('--X\r\nContent-Disposition: form-data; name="title"\r\n\r\n'),
    Buffer.from(`My ${script}\r\n--X\r\nContent-Type: image/png\r\n`),
    Buffer.from('Content-Disposition: form-data; name="file"; filename="größe.png"\r\n\r\n'),
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1]),
    Buffer.from('\r\n--X\r\nContent-Disposition: form-data; name="raw"\r\n\r\n\0\r\n--X--\r\n'),
  ]);
  await using panel = await requested('multipart/form-data; boundary=X', { requestBody });
  const fields = fieldsIn(panel, 'Body');
  await fields.first().waitFor();
  assert.deepEqual(await fields.allTextContents(), [
    ...['title', `My ${script}`, 'file', 'größe.png, image/png, 8 B', 'raw', '1 B'],
  ]);
  await panel.details.locator('[data-mode=hex]').click();
  await panel.details.locator('pre.bytes', { hasText: '89 50 4e 47' }).waitFor();
  await panel.details.locator('[data-mode=form]').click();
  await fields.first().waitFor();
  assert.deepEqual(panel.problems, []);
});

test('names and values of a query are decoded; without one there is nothing of it', async () => {
  const target = '/find?name=J%C3%BCrgen+M&x=1&empty=&&bad=%zz';
  await using panel = await requested('text/plain', { target });
  const heading = panel.details.getByRole('heading', { name: 'Query (4)' });
  await heading.waitFor();
  assert.deepEqual(await fieldsIn(panel, 'Query').allTextContents(), [
    ...['name', 'Jürgen M', 'x', '1', 'empty', '', 'bad', '%zz'],
  ]);
  panel.store.addExchanges([exchange(2)]);
  await panel.page.locator('[data-id=e2]').click();
  await panel.details.getByRole('heading', { name: 'GET /items/2' }).waitFor();
  await panel.details.getByRole('heading', { name: /^Query/ }).waitFor({ state: 'hidden' });
  assert.deepEqual(panel.problems, []);
});

test('CBOR and MessagePack are shown as a tree, and as the bytes that they are', async () => {
  const script = '<img src=x onerror="document.title=1">';
  const sent = { [script]: [script, 2 ** 33], photo: new Uint8Array([255, 1]) };
  const formats = [
    ['application/cbor', encodeCbor(sent)],
    ['application/vnd.msgpack', encodeMessagePack(sent)],
  ] as const;
  for (const [type, requestBody] of formats) {
    await using panel = await requested(type, { requestBody });
    const tree = panel.details.locator('[data-detail=request] .json');
    await tree.getByText(`"photo": h'ff01'`).waitFor();
    const text = await tree.innerText();
    for (const part of [`${JSON.stringify(script)}: [ 2 items ]`, '8589934592']) {
      assert.ok(text.includes(part), text);
    }
    await panel.details.locator('[data-mode=hex]').click();
    await panel.details.locator('pre.bytes', { hasText: 'ff 01' }).waitFor();
    await panel.details.locator('[data-mode=tree]').click();
    await tree.waitFor();
    assert.equal(await panel.page.title(), 'HTTP Trace');
    assert.deepEqual(panel.problems, []);
  }
});
