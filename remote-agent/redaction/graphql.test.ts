import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentKind, mediaTypeOf } from '../content/kind.ts';
import { redactBody } from './body.ts';
import { Redactor } from './redactor.ts';
import { Secrets } from './secrets.ts';

function told(text: string, type: string): string {
  const mediaType = mediaTypeOf(type);
  return redactBody(text, contentKind(mediaType, text), mediaType, new Secrets()).text;
}

test('literals in GraphQL: a document, one in JSON, and one in an address', () => {
  const documents: Readonly<Record<string, string>> = {
    'mutation { login(user: "a", password: "hu\\"nter2") { id } }':
      'mutation { login(user: "a", password: "[redacted]") { id } }',
    '# a\nmutation A { a(input: {apiKey : "SECRET", b: "c"}) }':
      '# a\nmutation A { a(input: {apiKey : "[redacted]", b: "c"}) }',
    '{ login(token: """SEC\n"RET""", b: "") { id } }':
      '{ login(token: """[redacted]""", b: "") { id } }',
    'query A($password: String!) { a(password: $password, token: "", text: "token: b") }':
      'query A($password: String!) { a(password: $password, token: "", text: "token: b") }',
  };
  for (const [document, expected] of Object.entries(documents)) {
    assert.equal(told(document, 'application/graphql'), expected);
    for (const variables of [{ a: 1 }, { a: 'b' }]) {
      const request = (query: string) => JSON.stringify({ query, variables });
      assert.equal(told(request(document), 'application/json'), request(expected));
      const twice = (query: string) => JSON.stringify({ body: request(query) });
      assert.equal(told(twice(document), ''), twice(expected));
    }
    const asked = (query: string) =>
      new URLSearchParams({ query, variables: '{"a":1}' }).toString();
    const safe = new URLSearchParams(new Redactor().target(`?${asked(document)}`));
    assert.deepEqual(Object.fromEntries(safe), { query: expected, variables: '{"a":1}' });
    for (let end = document.indexOf('SECR') + 1; end < document.length && end > 0; end++) {
      assert.ok(!told(document.slice(0, end), 'application/graphql').includes('SECR'));
    }
  }
  const variables = encodeURIComponent('{"password":"x"}');
  const safe = encodeURIComponent('{"password":"[redacted]"}');
  assert.equal(new Redactor().target(`/g?variables=${variables}`), `/g?variables=${safe}`);
  for (const prose of ['Say token: "a" twice.', 'const a = {password: "b"};', 'password: "x"']) {
    assert.equal(told(prose, 'text/html'), prose);
  }
});
