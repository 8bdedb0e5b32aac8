import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Conversation } from '../testing/conversation.ts';
import { type HeadKeeper, RecentHeads, recentHeads } from './recent-heads.ts';

class Keeper implements HeadKeeper {
  forgotten = 0;

  forgetHead(): void {
    this.forgotten++;
  }
}

test('where too many keep a head, the one that began first forgets it', () => {
  const heads = new RecentHeads(2);
  const [first, second, third] = [new Keeper(), new Keeper(), new Keeper()];
  heads.keep(first);
  heads.keep(second);
  assert.deepEqual([first.forgotten, second.forgotten], [0, 0]);
  heads.keep(third);
  heads.keep(first);
  assert.deepEqual([first.forgotten, second.forgotten, third.forgotten], [1, 1, 0]);
});

test('a connection keeps its head while few others are busy, and is read all the same when many are', () => {
  const ask = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
  const first = new Conversation();
  const heads = () => first.started.map(({ request }) => request?.head);
  first.request(ask).request(ask);
  assert.equal(heads()[0], heads()[1]);
  for (let i = 0; i < recentHeads.most; i++) new Conversation().request(ask);
  first.request(ask).request(ask);
  assert.deepEqual(heads()[2]?.fields, [['Host', 'a']]);
  assert.notEqual(heads()[1], heads()[2]);
  assert.equal(heads()[2], heads()[3]);
});
