import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HostMessages, Message } from '../../../webview/protocol/messages.ts';
import { FilterMemory } from '../../core/filter/memory.ts';
import { importExchanges } from '../../core/har/import.ts';
import { takeIn } from '../../core/har/take-in.ts';
import { RouteMatcher } from '../../core/routes/matcher.ts';
import { routeOf } from '../../core/routes/testing/routes.ts';
import { TraceStore } from '../../core/store/trace-store.ts';
import { Conversation } from './conversation.ts';
import { savedConversation } from './saved-conversation.ts';

const file = {
  log: {
    entries: [{ request: { url: 'http://shop.test/books/7' }, response: { status: 200 } }],
  },
};

test('a saved trace names routes, and goes to their handlers', (context) => {
  const store = new TraceStore({ maxExchanges: 10, maxConnections: 10, maxBytes: 1e6 });
  takeIn(store, importExchanges(Buffer.from(JSON.stringify(file))));
  const told: Message<HostMessages>[] = [];
  const run: unknown[] = [];
  let routes = new RouteMatcher([routeOf('GET /other')]);
  let wanted = 0;
  const conversation = new Conversation(
    savedConversation({
      ...{ store, file: { name: 'a.har', problem: '' }, readings: () => [] },
      filters: new FilterMemory({ get: () => undefined, set: () => {} }),
      routesOf: ({ request }) => routes.match(request.method, request.target),
      begun: () => {
        wanted += 1;
      },
      post: (message) => told.push(message),
      run: (command, about) => run.push([command, about]),
      refused: assert.fail,
    }),
  );
  context.after(() => {
    conversation.dispose();
    store.dispose();
  });
  const rows = () => {
    conversation.receive({ type: 'view', data: { list: 'exchanges', first: 0, count: 9 } });
    const last = told.findLast(({ type }) => type === 'exchanges');
    return (last?.data as HostMessages['exchanges'] | undefined)?.rows;
  };
  conversation.receive({ type: 'ready', data: {} });
  conversation.receive({ type: 'filter', data: { text: '' } });
  assert.equal(wanted, 1);
  assert.deepEqual(
    rows()?.map((row) => 'route' in row && row.route),
    [''],
  );
  routes = new RouteMatcher([routeOf('GET /books/{id}')]);
  conversation.routesChanged();
  assert.deepEqual(
    rows()?.map((row) => 'route' in row && row.route),
    ['/books/{id}'],
  );
  conversation.receive({ type: 'action', data: { action: 'handler' } });
  conversation.receive({ type: 'action', data: { action: 'stop' } });
  assert.deepEqual(run, [['httpTrace.openHandler', {}]]);
});
