import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printed, table } from './report.ts';

test('columns are as wide as their widest cell', () => {
  const text = table(
    ['', 'requests/s', 'ratio'],
    [['no trace', '5942', ''], ['capture and loader', '123456789012', '0.9998'], ['short row']],
  );
  assert.deepEqual(text.split('\n'), [
    '                      requests/s   ratio',
    'no trace                    5942',
    'capture and loader  123456789012  0.9998',
    'short row',
  ]);
});

test('the last line is one JSON object, after the tables', () => {
  const results = { 'hybrid-tiny-capture': 0.9312, 'hybrid-tiny-agent-seen': 1 };
  const text = printed({ bench: 'overhead', kernel: '6.12.1', results, tables: ['one', 'two'] });
  assert.match(text, /^one\n\ntwo\n\n\{.*\}\n$/);
  assert.deepEqual(JSON.parse(text.trimEnd().split('\n').at(-1) ?? ''), {
    bench: 'overhead',
    kernel: '6.12.1',
    results,
  });
});

test('a result that is no number is not printed as null', () => {
  const report = { bench: 'overhead', kernel: '6.12.1', tables: [] };
  assert.throws(() => printed({ ...report, results: { lost: Number.NaN } }), /no number for lost/);
});
