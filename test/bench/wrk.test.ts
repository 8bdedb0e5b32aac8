import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseWrk } from './wrk.ts';

const summary = `Running 2s test @ http://127.0.0.1/small.json
  1 threads and 8 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.33ms  120.11us   3.01ms   91.71%
    Req/Sec     5.98k    51.52     6.07k    70.00%
  11899 requests in 2.00s, 2.86MB read
`;
const rates = 'Requests/sec:   5945.47\nTransfer/sec:      1.43MB\n';

test('the number and the rate of requests are read from the summary', () => {
  assert.deepEqual(parseWrk(summary + rates), { requests: 11899, requestsPerS: 5945.47 });
});

test('a load in which a connection broke is no measurement', () => {
  const output = `${summary}  Socket errors: connect 0, read 3, write 0, timeout 0\n${rates}`;
  assert.throws(() => parseWrk(output), /Socket errors: connect 0, read 3/);
});

test('a load with other answers than expected is no measurement', () => {
  const output = `${summary}  Non-2xx or 3xx responses: 11899\n${rates}`;
  assert.throws(() => parseWrk(output), /Non-2xx or 3xx responses: 11899/);
});

test('a load that ended without a result says what was printed instead', () => {
  const output = 'unable to connect to 127.0.0.1:http Connection refused\n';
  assert.throws(() => parseWrk(output), /told no result: unable to connect/);
  assert.throws(() => parseWrk(`  0 requests in 2.00s, 0.00B read\n${rates}`), /told no result/);
});
