import { namedEvent, namedExchange } from '../../extension/core/exchange/names.ts';
import type { PanelPage } from './panel-page.ts';
import type { themes } from './themes.ts';
import { connectionEvent, exchange, tracing } from './traffic.ts';

export interface Scene {
  readonly name: string;
  readonly themes?: readonly (keyof typeof themes)[];
  readonly viewport?: { readonly width: number; readonly height: number };
  play(panel: PanelPage): Promise<void>;
}

const all = ['dark', 'light', 'highContrast'] as const;

const paths = ['/', '/api/orders/17', '/api/orders?page=2', '/health', '/login', '/assets/app.js'];

/** A small shop's traffic, with everything that stands out in it. */
export function shop(panel: PanelPage, count = 40): void {
  panel.setTrace(tracing);
  panel.store.addExchanges(
    Array.from({ length: count }, (_, index) =>
      exchange(index, {
        target: paths[index % paths.length] ?? '/',
        method: index % 5 === 2 ? 'POST' : 'GET',
        status: index % 11 === 10 ? null : index % 7 === 6 ? 503 : index % 6 === 4 ? 404 : 200,
        durationMs: index % 13 === 12 ? 1530 : 3 + ((index * 7) % 40),
        completeness:
          index % 11 === 10
            ? {
                state: 'response-missing',
                notes: [{ kind: 'response-missing', reason: 'reset' }],
              }
            : { state: 'complete', notes: [] },
      }),
    ),
  );
}

/** The traffic of two hosts, one of which asks the other; a third one is lost. */
function hosts(panel: PanelPage): void {
  const names = ['web-1', 'dev@stock.shop.test:2222'];
  panel.setTrace(...names.map((host) => ({ ...tracing, host })), {
    kind: 'lost',
    host: 'web-3',
    message: 'The connection to web-3 was lost; start it again.',
  });
  for (const [index, host] of names.entries()) panel.store.begin(host, index > 0);
  for (let index = 0; index < 24; index += 1) {
    const trace = { traceId: `4bf92f3577b34da6a3ce929d0e0e47${10 + index}` };
    const asks = exchange(index * 2, { target: `/api/orders/${index}`, durationMs: 40 });
    const asked = exchange(index * 2, {
      ...{ target: `/stock/${index}`, authority: 'stock.shop.test', durationMs: 12 },
      process: { pid: 77, name: 'python3', command: 'python3 stock.py' },
      status: index % 7 === 6 ? 503 : 200,
    });
    panel.store.addExchanges([
      namedExchange({ ...asks, trace }, 1),
      namedExchange({ ...asked, trace }, 2),
    ]);
    panel.store.addConnections([namedEvent(connectionEvent(index, 'accept'), 1 + (index % 2))]);
  }
}

/** A request, those that were made for it, and messages on one of them. */
function family(panel: PanelPage): void {
  panel.setTrace(tracing);
  const trace = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', requestId: 'r-17' };
  const cause = { exchange: 'e1', by: 'thread' } as const;
  const body = JSON.stringify({
    ...{ id: 17, name: 'Blue chair', price: 129.5, tags: ['wood', 'blue'], stock: null },
    supplier: { name: 'Møbler A/S', since: '2019-04-01', active: true },
  });
  panel.store.addConnections([connectionEvent(2, 'accept', { rttMs: 0.4 })]);
  panel.store.addExchanges([
    { ...exchange(1, { target: '/checkout', method: 'POST', durationMs: 180 }), trace },
    {
      ...exchange(2, { target: '/api/items/17', durationMs: 60, responseBody: body }),
      ...{ trace, cause },
      messages: {
        ...{ protocol: 'websocket', fromClient: 1, fromServer: 2 },
        items: [
          {
            timeMs: 1_777_887_000_000,
            from: 'client',
            kind: 'text',
            size: 21,
            text: '{"subscribe":"stock"}',
          },
          {
            timeMs: 1_777_887_000_120,
            from: 'server',
            kind: 'text',
            size: 31,
            text: '{"item":17,"stock":4}',
          },
          {
            timeMs: 1_777_887_000_900,
            from: 'server',
            kind: 'close',
            size: 2,
            closeCode: 1000,
            text: 'bye',
          },
        ],
      },
    },
    { ...exchange(3, { target: '/pay', status: 502, durationMs: 90 }), trace, cause },
  ]);
}

/** A call of a method whose schema lies in the workspace. */
function grpc(panel: PanelPage): void {
  panel.setTrace(tracing);
  panel.schemas.set(
    'proto/shop/v1/orders.proto',
    `syntax = "proto3"; package shop.v1; import "google/protobuf/timestamp.proto";
    service Orders { rpc Watch(WatchRequest) returns (stream Order); }
    message WatchRequest { string customer = 1; repeated State states = 2; }
    enum State { STATE_UNSPECIFIED = 0; STATE_OPEN = 1; STATE_SENT = 2; }
    message Item { string sku = 1; int32 count = 2; double price = 3; }
    message Order {
      string id = 1; State state = 2; repeated Item items = 3; google.protobuf.Timestamp placed = 4;
      map<string, string> labels = 5;
    }`,
  );
  const data = Buffer.from(
    [
      '0a046f2d3137',
      '1002',
      '1a120a0563686169721002190000000000306040',
      '1a110a046c616d701001190000000000803340',
      '220608d2d5b3d006',
      '2a0b0a04676966741203796573',
      'a2060568656c6c6f',
    ].join(''),
    'hex',
  );
  const begun = 1_777_887_000_000;
  const item = { kind: 'message', size: data.length } as const;
  panel.store.addExchanges([
    {
      ...exchange(1, { method: 'POST', target: '/shop.v1.Orders/Watch', durationMs: 950 }),
      protocol: 'HTTP/2',
      grpc: { service: 'shop.v1.Orders', method: 'Watch', status: 0, statusName: 'OK' },
      messages: {
        ...{ protocol: 'grpc', fromClient: 1, fromServer: 2 },
        items: [
          { ...item, timeMs: begun, from: 'client', data: 'CgRhbm5hEgIBAg==', size: 10 },
          { ...item, timeMs: begun + 130, from: 'server', data: data.toString('base64') },
          { ...item, timeMs: begun + 900, from: 'server', data: data.toString('base64') },
        ],
      },
    },
  ]);
}

/** Connections in every state. */
function connections(panel: PanelPage): void {
  const refused = { address: '10.0.2.9', port: 5432 };
  panel.store.addConnections([
    connectionEvent(100, 'listen', { remote: null }),
    connectionEvent(101, 'failed', { remote: refused, reason: 'ECONNREFUSED' }),
    connectionEvent(102, 'accept', { rttMs: 0.4 }),
    connectionEvent(103, 'accept', { rttMs: 12, remote: { address: '2001:db8::7', port: 443 } }),
    connectionEvent(103, 'retransmit', { retransmits: 3 }),
    connectionEvent(104, 'accept'),
    connectionEvent(104, 'close', {
      ...{ bytesSent: 5_400_000, bytesReceived: 900, durationMs: 4200, rttMs: 3.1 },
      ...{ closedBy: 'reset', reason: 'ECONNRESET' },
    }),
    connectionEvent(105, 'connect', { process: null }),
  ]);
}

export const scenes: readonly Scene[] = [
  {
    name: 'table',
    themes: all,
    play: async (panel) => {
      shop(panel);
      await panel.exchanges.rows.nth(5).waitFor();
      await panel.page.waitForTimeout(300);
    },
  },
  {
    name: 'menu',
    themes: all,
    play: async (panel) => {
      shop(panel);
      await panel.page.locator('[data-action=columns]').click();
      await panel.page.waitForTimeout(200);
    },
  },
  {
    name: 'connections',
    themes: all,
    play: async (panel) => {
      connections(panel);
      shop(panel, 120);
      await panel.page.locator('[data-tab=connections]').click();
      await panel.page.locator('[data-list=connections] [data-id]').nth(5).waitFor();
      await panel.page.waitForTimeout(700);
    },
  },
  {
    name: 'endpoints',
    themes: all,
    play: async (panel) => {
      shop(panel, 4000);
      await panel.page.locator('[data-tab=endpoints]').click();
      await panel.page.locator('[data-list=endpoints] [data-id]').nth(3).waitFor();
      await panel.page.waitForTimeout(700);
    },
  },
  {
    name: 'nothing',
    themes: all,
    play: async (panel) => {
      panel.setTrace(tracing);
      connections(panel);
      await panel.page.locator('[data-empty=nothing]').first().waitFor();
      await panel.page.waitForTimeout(300);
    },
  },
  ...['overview', 'request', 'response', 'messages', 'connection', 'trace'].map(
    (tab): Scene => ({
      name: `details-${tab}`,
      themes: tab === 'response' ? all : ['dark'],
      viewport: { width: 1200, height: 560 },
      play: async (panel) => {
        family(panel);
        await panel.page.locator('[data-id=e2]').click();
        await panel.openTab(tab);
        if (tab === 'messages') await panel.details.locator('.message summary').first().click();
        await panel.page.waitForTimeout(300);
      },
    }),
  ),
  {
    name: 'details-grpc',
    viewport: { width: 1200, height: 560 },
    play: async (panel) => {
      grpc(panel);
      await panel.page.locator('[data-id=e1]').click();
      await panel.openTab('messages');
      await panel.details.locator('.message summary').nth(1).click();
      await panel.page.waitForTimeout(300);
    },
  },
  {
    name: 'suggestions',
    themes: all,
    play: async (panel) => {
      shop(panel);
      panel.filters.save('status-code:5xx path:/api', true);
      panel.filters.used('method:POST duration>1s');
      await panel.load();
      await panel.filter.click();
      await panel.page.getByRole('option').first().waitFor();
      await panel.page.keyboard.press('ArrowDown');
      await panel.page.waitForTimeout(200);
    },
  },
  {
    name: 'groups',
    themes: all,
    play: async (panel) => {
      shop(panel);
      await panel.page.locator('[data-action=columns]').click();
      await panel.page.getByRole('menuitemcheckbox', { name: 'Group by endpoint' }).click();
      await panel.page.locator('[data-group]').nth(2).click();
      await panel.page.waitForTimeout(300);
    },
  },
  {
    name: 'hosts',
    themes: all,
    play: async (panel) => {
      hosts(panel);
      await panel.page.locator('[data-id="2/e46"]').click();
      await panel.openTab('trace');
      await panel.page.waitForTimeout(300);
    },
  },
  ...['connections', 'endpoints'].map(
    (list): Scene => ({
      name: `hosts-${list}`,
      play: async (panel) => {
        hosts(panel);
        await panel.page.locator(`[data-tab=${list}]`).click();
        await panel.page.locator(`[data-list=${list}] [data-id]`).nth(1).waitFor();
        await panel.page.waitForTimeout(700);
      },
    }),
  ),
  {
    name: 'narrow',
    viewport: { width: 330, height: 600 },
    play: async (panel) => {
      shop(panel);
      await panel.exchanges.rows.nth(5).click();
      await panel.page.waitForTimeout(300);
    },
  },
];
