import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Redactor } from './redactor.ts';
import { isSecretName } from './secret-names.ts';

test('names that hold a secret', () => {
  const secret = [
    'X-Api-Key',
    'api_key',
    'apiKey',
    'X-Auth-Token',
    'client_secret',
    'PASSWORD',
    'pwd',
  ];
  const more = [
    'sid',
    'sessionid',
    'aws-secret-access-key',
    'x-amz-signature',
    'X-CSRF-Token',
    'auth',
    'X-Auth-Key',
    'Ocp-Apim-Subscription-Key',
    'x-functions-key',
    'cookie',
    'client_assertion',
    ...['userPass', 'X-User-Pass', 'db_pass', 'new_pwd', 'X-Auth', 'Set-Cookie2', 'code_verifier'],
  ];
  for (const name of [...secret, ...more]) assert.ok(isSecretName(name), name);
  const open = ['boardingPass', 'bypass', 'compass', 'oauth', 'author', 'code', 'login', 'cwd'];
  for (const name of [
    'Accept',
    'X-Request-Id',
    'author',
    'page',
    'key',
    'keyboard',
    'side',
    '',
    ...open,
  ]) {
    assert.ok(!isSecretName(name), name);
  }
});

const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl';

test('names are told apart by all of their characters, whatever was asked before', () => {
  const { secrets } = new Redactor();
  const same = (text: string) => text;
  for (let round = 0; round < 2; round++) {
    assert.ok(!secrets.isSecret('\u0174oken') && !secrets.isSecretPart('a\u0174oken', 1, 6, same));
    assert.ok(secrets.isSecret('token') && secrets.isSecretPart('atoken', 1, 6, same));
  }
  // Many times more names than are kept.
  for (let number = 0; number < 20_000; number++) {
    const [open, secret] = [`name${number}`, `token${number}`];
    assert.ok(!secrets.isSecretPart(open, 0, open.length, same));
    assert.ok(secrets.isSecretPart(secret, 0, secret.length, same));
  }
});

test('header fields', () => {
  const cases: readonly (readonly [name: string, value: string, redacted: string])[] = [
    ['Authorization', 'Bearer abc.def', 'Bearer [redacted]'],
    ['authorization', 'Basic  dXNlcjpwYXNz', 'Basic [redacted]'],
    ['Authorization', 'abcdef', '[redacted]'],
    ['Authorization', 'SECRETTOKEN foo', '[redacted]'],
    ['Authorization', 'ApiKey foo', 'ApiKey [redacted]'],
    ['Authorization', 'AWS4-HMAC-SHA256 Credential=a/b', 'AWS4-HMAC-SHA256 [redacted]'],
    ['Set-Cookie2', 'a=SECRET; Version=1', 'a=[redacted]; Version=1'],
    ['X-Auth', 'SECRET', '[redacted]'],
    ['Proxy-Authorization', 'Digest username="a", response="b"', 'Digest [redacted]'],
    ['Cookie', 'sid=abc; theme=dark=1', 'sid=[redacted]; theme=[redacted]'],
    ['Cookie', 'loose', '[redacted]'],
    ['Set-Cookie', 'sid=abc; Path=/; HttpOnly', 'sid=[redacted]; Path=/; HttpOnly'],
    ['set-cookie', 'sid=; Max-Age=0', 'sid=; Max-Age=0'],
    ['X-API-Key', '123', '[redacted]'],
    ['x-amz-security-token', 'abc', '[redacted]'],
    ['Referer', 'https://a/b?token=abc&x=1#y', 'https://a/b?token=[redacted]&x=1#y'],
    ['Location', '/cb#access_token=abc&state=1', '/cb#access_token=[redacted]&state=1'],
    ['X-Original-URL', '/a?token=abc', '/a?token=[redacted]'],
    ['Link', '</a?token=abc&x=1>; rel="next"', '</a?token=[redacted]&x=1>; rel="next"'],
    ['X-Service-Key', 'abc', '[redacted]'],
    ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZQ==', 'dGhlIHNhbXBsZQ=='],
    ['Idempotency-Key', '8e03978e', '8e03978e'],
    ['X-Whatever', `a ${jwt} b`, 'a [redacted] b'],
    ['Sec-WebSocket-Protocol', 'chat, access_token, abc', 'chat, access_token, [redacted]'],
    [
      'Sec-WebSocket-Protocol',
      'base64url.bearer.authorization.k8s.io.YWJj, v4.channel.k8s.io',
      'base64url.bearer.authorization.k8s.io.[redacted], v4.channel.k8s.io',
    ],
    ['Content-Type', 'text/html', 'text/html'],
    ['constructor', 'x', 'x'],
    ['__proto__', 'x', 'x'],
  ];
  for (const [name, value, expected] of cases) {
    assert.deepEqual(new Redactor().fields([[name, value]]), [[name, expected]]);
  }
});

test('request targets', () => {
  const cases: Readonly<Record<string, string>> = {
    '/a/b?x=1&y=2': '/a/b?x=1&y=2',
    '/a?api_key=1&y=2&password=p%20q': '/a?api_key=[redacted]&y=2&password=[redacted]',
    '/a?%61pi_key=1;token=2': '/a?%61pi_key=[redacted];token=[redacted]',
    '/a?token=&token': '/a?token=&token',
    '/a?%zz=1': '/a?%zz=1',
    '/login?to=http://a/?token=abc&x=1': '/login?to=http://a/?token=[redacted]&x=1',
    '/login?to=http%3A%2F%2Fa%2F%3Ftoken%3Dabc%26b%3D1&x=1':
      '/login?to=http%3A%2F%2Fa%2F%3Ftoken%3D%5Bredacted%5D%26b%3D1&x=1',
    '/login?to=a%3Fb%3Dc&x=1': '/login?to=a%3Fb%3Dc&x=1',
    '/maps?key=AIza&x=1': '/maps?key=[redacted]&x=1',
    [`/verify/${jwt}?a=1`]: '/verify/[redacted]?a=1',
    [`/verify?t=${jwt}`]: '/verify?t=[redacted]',
    'http://user:pass@host/a?secret=1': 'http://[redacted]@host/a?secret=[redacted]',
    'http://host/@a': 'http://host/@a',
    '/cb?code=SplxlOBe&state=x': '/cb?code=[redacted]&state=x',
    '/cb#state=x&code=SplxlOBe': '/cb#state=x&code=[redacted]',
    '/token?grant_type=authorization_code&code=404&code_verifier=x':
      '/token?grant_type=authorization_code&code=404&code_verifier=[redacted]',
    '/error?code=404&page=2': '/error?code=404&page=2',
    '/items?code=ABCDEFGH&page=2': '/items?code=ABCDEFGH&page=2',
    '/cities?state=CA&code=SFO': '/cities?state=CA&code=SFO',
    '*': '*',
    'host:443': 'host:443',
    '/session/abc': '/session/abc',
  };
  for (const [target, expected] of Object.entries(cases)) {
    assert.equal(new Redactor().target(target), expected);
  }
});
