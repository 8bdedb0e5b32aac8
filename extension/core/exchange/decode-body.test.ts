import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Redactor } from '../../../remote-agent/redaction/redactor.ts';
import { plainBody } from '../assistant/plain-text.ts';
import { copyAs } from '../export/copy.ts';
import { exchangeText } from '../export/http-document.ts';
import { parseFilter } from '../filter/filter.ts';
import { plainExchange } from '../testing/exchange.ts';
import { bodyText, decodeBody, textOf } from './decode-body.ts';

const latin = Buffer.from('<p>café</p>', 'latin1');
const types = ['text/html; charset=ISO-8859-1', 'text/html'];

test('text in another charset than UTF-8 is text wherever it is read', () => {
  for (const type of types) {
    const exchange = plainExchange({
      ...{ responseHeaders: [['Content-Type', type]], responseBody: latin },
    });
    const message = exchange.response ?? assert.fail();
    assert.equal(textOf(message, latin), '<p>café</p>', type);
    assert.match(exchangeText(exchange, decodeBody), /\n<p>café<\/p>\n/, type);
    assert.match(copyAs('markdown', exchange, decodeBody), /\n<p>café<\/p>\n/, type);
    assert.match(copyAs('har', exchange, decodeBody), /"text": "<p>café<\/p>"/, type);
    assert.ok(parseFilter('body:café', { bodyText, noteOf: () => '' })(exchange), type);
    const { secrets } = new Redactor();
    assert.equal(plainBody(latin, message.headers, secrets), '<p>café</p>', type);
  }
});

test('a command that is copied sends its bytes all the same', () => {
  const exchange = plainExchange({
    ...{ method: 'POST', requestBody: latin },
    headers: [['Content-Type', 'text/html; charset=ISO-8859-1']],
  });
  for (const format of ['curl', 'httpie', 'fetch'] as const) {
    assert.ok(copyAs(format, exchange, decodeBody).includes(latin.toString('base64')), format);
  }
});

test('text among bytes is found by a filter', () => {
  const bytes = Buffer.from([0, 255, ...Buffer.from('needle'), 0]);
  const exchange = plainExchange({ responseBody: bytes });
  assert.ok(parseFilter('body:needle', { bodyText, noteOf: () => '' })(exchange));
});
