import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visibleLine, visibleText } from './visible.ts';

test('ordinary text of any script stays as it is', () => {
  for (const text of ['/a?b=c', 'Größe', '東京', 'שלום', 'نص', '👩 smile', 'a b']) {
    assert.equal(visibleLine(text), text);
  }
});

test('what would hide or reorder text is shown', () => {
  assert.equal(visibleLine('a\u0000b\u001b[31m\u007f'), 'a␀b␛[31m␡');
  assert.equal(visibleLine('line\r\nnext'), 'line␍␊next');
  assert.equal(visibleLine('user\u202Egpj.exe'), 'user⟨U+202E⟩gpj.exe');
  assert.equal(visibleLine('a\u200Bb\u2066c\u2028d\uFEFF'), 'a⟨U+200B⟩b⟨U+2066⟩c⟨U+2028⟩d⟨U+FEFF⟩');
  assert.equal(visibleLine('c1: \u0085'), 'c1: ⟨U+0085⟩');
  assert.equal(visibleLine('half \ud800'), 'half ⟨U+D800⟩');
  assert.equal(visibleLine('tag \u{e0041}'), 'tag ⟨U+E0041⟩');
});

test('text of several lines keeps its lines and tabs', () => {
  assert.equal(visibleText('a\r\n\tb\nc\u202E\rd'), 'a\n\tb\nc⟨U+202E⟩␍d');
});
