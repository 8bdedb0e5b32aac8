import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HeaderField, TraceContext } from '../protocol/exchange.ts';
import { traceContextOf } from './trace-context.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const parentId = '00f067aa0ba902b7';

test('what the fields say of a trace', () => {
  const cases: readonly (readonly [fields: HeaderField[], expected: TraceContext | undefined])[] = [
    [[], undefined],
    [[['Traceparent', `00-${traceId}-${parentId}-01`]], { traceId, parentId, sampled: true }],
    [
      [
        ['traceparent', `00-${traceId}-${parentId}-00`],
        ['tracestate', 'vendor=1'],
        ['b3', `${'1'.repeat(32)}-${parentId}-1`],
      ],
      { traceId, parentId, sampled: false, state: 'vendor=1' },
    ],
    // A later version may have more behind it; the first may not.
    [[['traceparent', `01-${traceId}-${parentId}-01-x`]], { traceId, parentId, sampled: true }],
    [[['traceparent', `00-${traceId}-${parentId}-01-x`]], undefined],
    [[['traceparent', `ff-${traceId}-${parentId}-01`]], undefined],
    [[['traceparent', `00-${'0'.repeat(32)}-${parentId}-01`]], undefined],
    [[['traceparent', `00-${traceId.toUpperCase()}-${parentId}-01`]], undefined],
    [[['b3', `${traceId}-${parentId}-d`]], { traceId, parentId, sampled: true }],
    [[['b3', `${parentId}-${parentId}`]], { traceId: parentId, parentId }],
    [[['b3', '0']], undefined],
    [
      [
        ['X-B3-TraceId', traceId.toUpperCase()],
        ['X-B3-SpanId', parentId],
        ['X-B3-Sampled', '0'],
      ],
      { traceId, parentId, sampled: false },
    ],
    [
      [
        ['X-B3-TraceId', traceId],
        ['X-B3-Flags', '1'],
      ],
      { traceId, sampled: true },
    ],
    [[['X-Request-Id', 'abc']], { requestId: 'abc' }],
    [[['x-request-id', '']], undefined],
  ];
  for (const [fields, expected] of cases) {
    assert.deepEqual(traceContextOf(fields), expected, JSON.stringify(fields));
  }
});
