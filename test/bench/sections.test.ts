import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Sections } from './sections.ts';

const output = [
  'nginx: something before the first measurement',
  '== kernel',
  '6.12.1-cloud-amd64',
  '== plain.stream',
  '0.250000 seconds',
  '0.750000 seconds',
  '== loader-ns',
  '12345',
  '== empty',
  '== broken',
  'write: Connection reset by peer',
  '',
].join('\n');

test('each measurement has the lines up to the next one', () => {
  const sections = new Sections(output);
  assert.equal(sections.text('kernel'), '6.12.1-cloud-amd64');
  assert.equal(sections.number('loader-ns'), 12345);
  assert.equal(sections.seconds('plain.stream'), 0.5);
  assert.equal(sections.text('empty'), '');
  assert.equal(sections.has('empty'), true);
});

test('what the guest did not measure is told by its name', () => {
  const sections = new Sections(output);
  assert.equal(sections.has('agent.load'), false);
  assert.throws(() => sections.text('agent.load'), /did not measure "agent.load"/);
});

test('words in the place of a number are an error, as is nothing at all', () => {
  const sections = new Sections(output);
  assert.throws(() => sections.number('broken'), /no number: write: Connection reset/);
  assert.throws(() => sections.number('empty'), /no number/);
  assert.throws(() => sections.seconds('broken'), /no time: write: Connection reset/);
  assert.throws(() => sections.seconds('empty'), /no time/);
});
