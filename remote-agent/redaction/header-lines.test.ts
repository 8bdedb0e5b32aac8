import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mediaTypeOf } from '../content/kind.ts';
import { redactBody } from './body.ts';
import { redactStomp } from './header-lines.ts';
import { Secrets } from './secrets.ts';

const secrets = new Secrets(['/acme-\\d+/']);

test('fields of a message that is the content of another', () => {
  const told = (text: string, type: string) =>
    redactBody(text, 'text', mediaTypeOf(type), secrets).text;
  const message = (key: string, cookie: string, body: string) =>
    `TRACE /a?b=1 HTTP/1.1\r\nCookie: sid=${cookie}\r\nX-Api-Key:${key}\r\nAccept: */*\r\n\r\n${body}`;
  const text = message('k', 'c', 'Token: x');
  const safe = message('[redacted]', '[redacted]', 'Token: x');
  for (const type of ['message/http', 'application/http;msgtype=request']) {
    assert.equal(told(text, type), safe);
    assert.equal(told(text.replaceAll('\r', ''), type), safe.replaceAll('\r', ''));
    for (let end = text.indexOf('k\r'); end < text.length; end++) {
      assert.ok(!/:k/.test(told(text.slice(0, end + 1), type)));
    }
  }
  const prose = 'Note:\r\nPassword: ask her\r\nname: a';
  assert.equal(told(prose, 'text/html'), prose);
});

test('headers of STOMP, also in what SockJS makes of it', () => {
  const told = (text: string) => redactStomp(text, secrets, () => {});
  const frame = (secret: string) =>
    `CONNECT\nlogin:${secret}\npasscode:${secret}\nhost:/\n\nlogin:a\0`;
  const quoted = (text: string) => JSON.stringify([text]);
  assert.equal(told(frame('x:y')), frame('[redacted]'));
  assert.equal(told(quoted(frame('x'))), quoted(frame('[redacted]')));
  assert.equal(told(`a${quoted(frame('x'))}`), `a${quoted(frame('[redacted]'))}`);
  assert.equal(
    told('STOMP\r\nAuthorization:Bearer x\r\n'),
    'STOMP\r\nAuthorization:Bearer [redacted]\r\n',
  );
  for (const other of ['hello\nlogin:a', 'CONNECT', 'SEND\n\nlogin:a', '{"login":"a"}', '']) {
    assert.equal(told(other), other);
  }
});
