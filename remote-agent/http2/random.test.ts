import { test } from 'node:test';
import { fuzzHttp2Bytes, fuzzHttp2Loss } from '../testing/fuzz-http2.ts';

test('whatever is missing, nothing of a stream is told as another’s', () => {
  for (let seed = 1; seed <= 600; seed++) fuzzHttp2Loss(seed);
});

test('whatever the bytes are, nothing crashes, nothing is told twice, and no memory is kept', () => {
  for (let seed = 1; seed <= 600; seed++) fuzzHttp2Bytes(seed);
});
