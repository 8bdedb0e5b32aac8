import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LoaderFolder } from '../testing/fake-loader.ts';
import { CaptureFailure } from './failure.ts';
import { chooseLoaderCommand, type RunProgram } from './privilege.ts';

function programs(allowed: (words: string) => boolean, lastLine = ''): [RunProgram, string[]] {
  const calls: string[] = [];
  const run: RunProgram = async (program, args) => {
    const words = [program, ...args].join(' ');
    calls.push(words);
    return { ok: allowed(words), lastLine, output: '' };
  };
  return [run, calls];
}

const refusing = async () => ({ kind: 'refused', reason: '' }) as const;

test('how the loader gets its rights', async () => {
  const folder = new LoaderFolder('trace');
  const { loader } = folder;
  try {
    const [none, calls] = programs(() => false);
    assert.deepEqual(await chooseLoaderCommand(loader, 0, undefined, none), {
      program: loader,
      prefix: [],
    });
    assert.deepEqual(calls, []);

    const [capable] = programs((words) => words === `${loader} --can-trace`);
    assert.deepEqual(await chooseLoaderCommand(loader, 1000, undefined, capable), {
      program: loader,
      prefix: [],
    });

    const [sudoer] = programs((words) => words.startsWith('sudo -n -- '));
    assert.deepEqual(await chooseLoaderCommand(loader, 1000, undefined, sudoer), {
      program: 'sudo',
      prefix: ['-n', '--', loader],
    });

    const [doer] = programs((words) => words.startsWith('doas -n '));
    assert.deepEqual(await chooseLoaderCommand(loader, 1000, undefined, doer), {
      program: 'doas',
      prefix: ['-n', loader],
    });

    const [nobody] = programs(() => false, 'sudo: a password is required');
    await assert.rejects(
      chooseLoaderCommand(loader, 1000, undefined, nobody, refusing),
      (error) => {
        assert.ok(error instanceof CaptureFailure);
        assert.equal(error.code, 'no-privilege');
        assert.match(error.message, /\(sudo: a password is required\): let .* run sudo .* without/);
        return true;
      },
    );
  } finally {
    folder.remove();
  }
});

test('real programs: a loader without rights, and no sudo at all', async () => {
  const folder = new LoaderFolder('trace');
  const path = process.env['PATH'];
  try {
    process.env['PATH'] = folder.path;
    await assert.rejects(
      chooseLoaderCommand(folder.loader, 1000),
      /more rights than .* \(there is no sudo\)/,
    );
  } finally {
    process.env['PATH'] = path;
    folder.remove();
  }
});

test('a loader that is not there', async () => {
  await assert.rejects(chooseLoaderCommand('/nowhere/http-trace-loader', 0), (error) => {
    return error instanceof CaptureFailure && error.code === 'loader-missing';
  });
});
