import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { assertNothingLost, destination, TraceCommand } from '../integration/trace-command.ts';
import { asBefore, traces } from '../integration/trace-leftovers.ts';
import { startHost, type VmHost } from '../vm/host.ts';
import { isExchangeOf, limit, requested, trace } from './one-trace.ts';

const years = [2049, 2012] as const;

describe('a host whose clock is wrong by years', () => {
  let host: VmHost;
  let clean: string[];

  before(async () => {
    host = await startHost({ kernel: '6.12' });
    clean = await traces(host);
  });
  afterEach(() => host.setClock());
  after(() => host.stop());

  const setYear = (year: number) => host.mustRun(`date -s ${year}-03-04`, { user: 'root' });

  function assertYear(times: readonly (number | null)[], year: number): void {
    for (const time of times) {
      assert.equal(new Date(time ?? Number.NaN).getUTCFullYear(), year, JSON.stringify(times));
    }
  }

  test('a trace under each of them, with one upload', limit, async () => {
    const now = new Date().getUTCFullYear();
    for (const [index, year] of [...years, now].entries()) {
      if (year === now) await host.setClock();
      else await setYear(year);
      const result = await trace(destination(host.target), async (command) => {
        const { timing } = await requested(host, command, `/small.json?${year}`);
        assertYear([timing.startMs, timing.endMs], year);
      });
      assert.equal(/Uploading the agent/.test(result.progress), index === 0, result.progress);
      assertNothingLost(result);
      await asBefore(host, clean);
    }
  });

  test('a clock that is set while a trace is on', limit, async () => {
    const words = [...destination(host.target), '--grace', '60'];
    const result = await trace(words, async (command) => {
      for (const year of years) {
        // Its answer takes over two seconds, in the midst of which the clock is set.
        const path = `/10m.txt?until-${year}`;
        const slow = requested(host, command, path, '--limit-rate 4M');
        await new Promise((resolve) => setTimeout(resolve, 500));
        await setYear(year);
        const { timing } = await slow;
        const took = (timing.endMs ?? Number.NaN) - timing.startMs;
        assert.ok(took >= 0 && took < 60_000, `${took} ms`);
        // The loader tells the clock once a second.
        await new Promise((resolve) => setTimeout(resolve, 2500));
        const { timing: later } = await requested(host, command, `/small.json?since-${year}`);
        assertYear([later.startMs, later.endMs], year);
      }
    });
    assert.doesNotMatch(result.progress, /was cut/);
    assertNothingLost(result);
    await asBefore(host, clean);
  });

  test('two traces at once, begun years apart', limit, async () => {
    await setYear(years[0]);
    const first = await trace(destination(host.target), async (one) => {
      await setYear(years[1]);
      await trace(destination(host.target), async (other) => {
        await requested(host, other, '/small.json?both');
        await one.line(isExchangeOf('/small.json?both'));
      });
      // What the other left is not taken from this one.
      await requested(host, one, '/small.json?one');
    });
    assertNothingLost(first);
    await asBefore(host, clean);
  });

  test('a certificate that is not valid there yet, or not any more', limit, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'http-trace-certificate-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const key = join(folder, 'key');
    const authority = join(folder, 'authority');
    const keygen = (...words: string[]) => {
      assert.equal(spawnSync('ssh-keygen', ['-q', ...words]).status, 0);
    };
    for (const file of [key, authority]) keygen('-t', 'ed25519', '-N', '', '-f', file);
    const { user } = host.target;
    keygen('-s', authority, '-I', 'test', '-n', user, '-V', '-1d:+1d', `${key}.pub`);
    const input = readFileSync(`${authority}.pub`);
    const trust = `cat >/etc/ssh/authority.pub
      sed -i '1i TrustedUserCAKeys /etc/ssh/authority.pub' /etc/ssh/sshd_config
      kill -HUP $(cat /run/sshd.pid)`;
    await host.mustRun(trust, { user: 'root', input });
    const words = destination({ ...host.target, identityFile: key });
    await trace(words, async (command) => {
      await requested(host, command, '/small.json?certificate');
    });
    for (const year of years) {
      await setYear(year);
      const { status, lines } = await new TraceCommand(words).result();
      assert.equal(status, 1);
      assert.equal(lines.at(-1)?.['code'], 'authentication-failed');
      assert.match(String(lines.at(-1)?.['message']), /127\.0\.0\.1 refused .*clock/);
    }
    await asBefore(host, clean);
  });
});
