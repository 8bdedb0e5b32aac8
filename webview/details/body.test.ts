import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BodySource, bodyContent, headerValue } from './body.ts';

/** What is shown first. */
function bodyView(source: BodySource, dropped: boolean) {
  const content = bodyContent(source, dropped);
  if (content.kind !== 'here') return content;
  const { bytes, text, pretty, what } = content;
  return text === undefined
    ? ({ kind: 'bytes', bytes, what } as const)
    : ({ kind: 'text', text: pretty ?? text, what } as const);
}

function message(body: string | Uint8Array, type = '', more: Partial<BodySource> = {}): BodySource {
  const bytes = Buffer.from(body);
  return {
    headers: type === '' ? [] : [['Content-Type', type]],
    bodyBytes: bytes.length,
    body: bytes.toString('base64'),
    ...more,
  };
}

test('text is text, JSON is indented', () => {
  assert.deepEqual(bodyView(message('hällo', 'text/plain'), false), {
    kind: 'text',
    text: 'hällo',
    what: 'text/plain',
  });
  assert.deepEqual(bodyView(message('{"a":1}', 'application/problem+json'), false), {
    kind: 'text',
    text: '{\n  "a": 1\n}',
    what: 'application/problem+json',
  });
  assert.equal(bodyView(message('{"a":1', 'application/json'), false).kind, 'text');
});

test('the charset is honoured, an unknown one is not guessed', () => {
  const latin = bodyView(message(Uint8Array.of(0x68, 0xe4), 'text/plain; charset=latin1'), false);
  assert.equal(latin.kind === 'text' && latin.text, 'hä');
  assert.equal(bodyView(message('abc', 'text/plain; charset=x-odd'), false).kind, 'bytes');
});

test('bytes that are no text are shown as bytes, whatever they are called', () => {
  assert.equal(
    bodyView(message(Uint8Array.of(0xff, 0, 0xfe, 1), 'text/html'), false).kind,
    'bytes',
  );
  assert.equal(bodyView(message('a\0b', 'text/plain'), false).kind, 'bytes');
});

test('a character cut in two at the capture limit is no reason for bytes', () => {
  const whole = Buffer.from('größer');
  const view = bodyView(message(whole.subarray(0, 3), 'text/plain', { bodyBytes: 7 }), false);
  assert.equal(view.kind === 'text' && view.text, 'gr');
  assert.equal(bodyView(message(whole.subarray(0, 3), 'text/plain'), false).kind, 'bytes');
});

test('encoded content stays bytes', () => {
  const headers: BodySource['headers'] = [['content-encoding', 'gzip']];
  const view = bodyView(message('looks like text', '', { headers }), false);
  assert.equal(view.kind === 'bytes' && view.what, 'gzip, not decoded');
});

test('decoded content is shown, and what became of it', () => {
  const headers: BodySource['headers'] = [
    ['content-encoding', 'gzip'],
    ['content-type', 'text/plain'],
  ];
  const decoded = Buffer.from('hello').toString('base64');
  const view = bodyView(message('coded', '', { headers, decoded }), false);
  assert.deepEqual(view, {
    kind: 'text',
    text: 'hello',
    what: 'text/plain, gzip decoded to 5 B',
  });
  const content = { kind: 'text', decodedBytes: 5000, decoding: 'limit', secrets: 2 } as const;
  const cut = bodyView({ headers, bodyBytes: 9, decoded, content }, false);
  assert.match(cut.kind === 'text' ? cut.what : '', /up to the limit; it is larger, 2 secrets/);
});

test('absent bodies say why', () => {
  assert.deepEqual(bodyView({ headers: [], bodyBytes: 0 }, false), { kind: 'none' });
  const dropped = bodyView({ headers: [], bodyBytes: 9 }, true);
  assert.match(dropped.kind === 'absent' ? dropped.why : '', /within the limits/);
  const counted = bodyView({ headers: [], bodyBytes: 9 }, false);
  assert.match(counted.kind === 'absent' ? counted.why : '', /counted/);
  assert.equal(bodyView({ headers: [], bodyBytes: 9, body: '§§' }, false).kind, 'absent');
});

test('field names have no case, repeated fields are joined', () => {
  const headers: BodySource['headers'] = [
    ['X-A', '1'],
    ['x-a', '2'],
  ];
  assert.equal(headerValue(headers, 'x-a'), '1, 2');
});
