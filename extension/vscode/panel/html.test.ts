import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageHtml } from './html.ts';

test('the policy admits our script and style sheet and nothing else', () => {
  const html = pageHtml({ cspSource: 'https://own', script: 's.js', style: 's.css', nonce: 'N' });
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
  assert.equal(
    policy,
    "default-src 'none'; script-src 'nonce-N'; style-src https://own 'nonce-N'; font-src https://own",
  );
  assert.doesNotMatch(html, /unsafe|<style| style=| on\w+=/);
  assert.equal(html.match(/<script[^>]* src=/g)?.length, 1);
});

test('whatever is in texts and context ends neither their element nor their attribute', () => {
  const html = pageHtml({
    ...{ cspSource: 'c', script: 's.js', style: 's.css', nonce: 'N', language: '"><b' },
    context: { key: '"><script>' },
    texts: { Status: '</script><script>alert(1)</script>' },
  });
  assert.equal(html.match(/<script/g)?.length, 2);
  assert.match(html, /<html lang="&quot;>&lt;b">/);
  const texts = /id="texts">(.*)<\/script>/.exec(html)?.[1] ?? '';
  assert.deepEqual(JSON.parse(texts), { Status: '</script><script>alert(1)</script>' });
});
