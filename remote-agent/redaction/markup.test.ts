import assert from 'node:assert/strict';
import { test } from 'node:test';
import { redactMarkup } from './markup.ts';
import { Secrets } from './secrets.ts';

const cases: Readonly<Record<string, string>> = {
  '<a><password>SECRET</password><b>1</b></a>': '<a><password>[redacted]</password><b>1</b></a>',
  '<wsse:Password Type="x">SECRET</wsse:Password>':
    '<wsse:Password Type="x">[redacted]</wsse:Password>',
  '<apiKey><![CDATA[SECRET<&]]></apiKey>': '<apiKey><![CDATA[[redacted]]]></apiKey>',
  '<token><![CDATA[<a password="SECRET"/>]]></token><b/>':
    '<token><![CDATA[[redacted]]]></token><b/>',
  '<user name="a" password="SECRET"/>': '<user name="a" password="[redacted]"/>',
  "<db:login db:pwd = 'SECRET' n='1'>": "<db:login db:pwd = '[redacted]' n='1'>",
  '<input type="hidden" value="SECRET" name="csrf_token">':
    '<input type="hidden" value="[redacted]" name="csrf_token">',
  '<input type=password name=p value=SECRET>': '<input type=password name=p value=[redacted]>',
  '<meta name="csrf-token" content="SECRET" />': '<meta name="csrf-token" content="[redacted]" />',
  '<add key="ApiKey" value="SECRET"/>': '<add key="ApiKey" value="[redacted]"/>',
  '<token>SECRET</token>\n<token>SECRET</token>':
    '<token>[redacted]</token>\n<token>[redacted]</token>',
  '<session id="1"><user>me</user><token> SECRET </token></session>':
    '<session id="1"><user>me</user><token>[redacted]</token></session>',
};

test('elements and attributes that are secret by their names', () => {
  for (const [text, expected] of Object.entries(cases)) {
    let count = 0;
    const told = redactMarkup(text, new Secrets(), () => {
      count++;
    });
    assert.equal(told, expected);
    assert.equal(count, expected.split('[redacted]').length - 1, text);
    assert.equal(redactMarkup(told, new Secrets(), assert.fail), told);
  }
});

test('wherever a text is cut, nothing of a secret is left', () => {
  for (const text of Object.keys(cases)) {
    for (let end = text.indexOf('SECRET') + 1; end <= text.length; end++) {
      const cut = redactMarkup(text.slice(0, end), new Secrets(), () => {});
      assert.doesNotMatch(cut, /SE/, text.slice(0, end));
    }
  }
});

test('what only looks like it stays', () => {
  const same = [
    '<a href="/x" accesskey="s">Session</a> 1 < 2 && token = "x"',
    '<label for="password">Password</label><input type="text" name="q" value="1">',
    '<session><id>1</id></session><password></password><token/>',
    'if (a <b && c> d) password="x"',
    '<password>[redacted]</password>',
    'Usage: login <user> <password>\nasks for more.',
  ];
  for (const text of same) assert.equal(redactMarkup(text, new Secrets(), assert.fail), text);
});

test('odd markup takes one pass', () => {
  const before = process.cpuUsage();
  for (const odd of [
    ...[
      '<',
      '<a',
      '<a ',
      '<a b=',
      '<a b="',
      '<token>',
      '<token',
      '<token><![CDATA[',
      ' b = "',
      '<a>',
    ],
    ...['<password x', '</token', 'a=', '<a\n', "<a b='c'"],
  ]) {
    redactMarkup(odd.repeat(65_536 / odd.length), new Secrets(), () => {});
    redactMarkup(`<a ${odd.repeat(65_536 / odd.length)}`, new Secrets(), () => {});
  }
  assert.ok(process.cpuUsage(before).user < 2_000_000, `${process.cpuUsage(before).user / 1e6} s`);
});
