import { test } from 'node:test';
import { redactMarkup } from './markup.ts';
import { assertCutsHide, assertKeeps, assertOnePass, assertReplaces } from './testing/cases.ts';

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
  '<x saml-response="SECRET" code_verifier="SECRET"/>':
    '<x saml-response="[redacted]" code_verifier="[redacted]"/>',
  '<add key="ApiKey" value="SECRET"/>': '<add key="ApiKey" value="[redacted]"/>',
  '<token>SECRET</token>\n<token>SECRET</token>':
    '<token>[redacted]</token>\n<token>[redacted]</token>',
  '<session id="1"><user>me</user><token> SECRET </token></session>':
    '<session id="1"><user>me</user><token>[redacted]</token></session>',
};

test('elements and attributes that are secret by their names', () => {
  assertReplaces(cases, redactMarkup);
});

test('wherever a text is cut, nothing of a secret is left', () => {
  assertCutsHide(Object.keys(cases), 'SECRET', redactMarkup);
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
  assertKeeps(same, redactMarkup);
});

test('odd markup takes one pass', () => {
  const odd = [
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
  ];
  assertOnePass(odd, redactMarkup);
  assertOnePass(odd, (text, ...rest) => redactMarkup(`<a ${text}`, ...rest));
});
