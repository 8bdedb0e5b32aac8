import { test } from 'node:test';
import { fuzzMessages } from '../testing/fuzz-messages.ts';

test('whatever the frames, events and calls are, nothing crashes and no memory is kept', () => {
  for (let seed = 1; seed <= 800; seed++) fuzzMessages(seed);
});
