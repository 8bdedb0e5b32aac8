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
  assert.equal(html.match(/<script/g)?.length, 1);
});
