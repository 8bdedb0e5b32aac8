import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Exchange } from '../../remote-agent/protocol/exchange.ts';
import { startHost, type VmHost } from '../vm/host.ts';
import { captureHosts, seesCallsAlone } from './capture-hosts.ts';
import { placeFixture, runHalted } from './connections.ts';
import { placeLoader } from './loader-on-host.ts';
import { type Told, traceByLoader } from './told.ts';

/** What test/fixtures/waiting.py did. */
interface Facts {
  readonly pid: number;
  readonly server: number;
  /** The port of a client that said nothing. */
  readonly silent: number;
  /** Calls of each kind that waited. */
  readonly waiting: number;
  /** Requests that were answered meanwhile. */
  readonly asking: number;
  readonly size: number;
}

const numbers = (count: number) => [...Array(count).keys()];

const isComplete = process.env['HTTP_TRACE_MATRIX'] === 'complete';

for (const { kernel, cmdline, attachments } of captureHosts) {
  if (kernel === '6.12' || cmdline) continue;
  describe(`while very many calls wait on ${kernel}`, () => {
    let host: VmHost;
    before(async () => {
      host = await startHost({ kernel });
      await placeFixture(host, 'waiting.py');
      await placeLoader(host);
    });
    after(() => host.stop());

    // Both kprobe designs have these programs in common.
    const tried = attachments.filter((name) => isComplete || name !== 'kprobes only');
    for (const attachment of tried) {
      describe(`by ${attachment}`, () => {
        let told: Told;
        let facts: Facts;
        before(async () => {
          const program = await runHalted<Facts>(host, 'waiting.py');
          const trace = await traceByLoader(attachment)(host);
          facts = await program.goOn();
          told = await trace.stop('/last');
        });

        const exchange = (target: string): Exchange => {
          const found = told.exchanges.filter(({ request }) => request.target === target);
          // One that lasts is told while it does, too.
          assert.equal(new Set(found.map(({ id }) => id)).size, 1, `${target}: ${found.length}`);
          return found.at(-1) as Exchange;
        };

        const others = seesCallsAlone(attachment) ? [] : ['unix'];
        for (const name of ['tcp', ...others]) {
          test(`requests by ${name} are seen, and who sent and answered them`, () => {
            for (const i of numbers(facts.asking)) {
              const { completeness, side, process, peer } = exchange(`/${name}/${i}`);
              assert.deepEqual(completeness, { state: 'complete', notes: [] });
              assert.equal(side, 'server');
              assert.deepEqual([process.pid, peer.process?.pid], [facts.server, facts.pid]);
            }
          });
        }

        for (const name of ['tcp-slow', 'file', ...others.map((other) => `${other}-slow`)]) {
          test(`what waited for room is seen to its end: ${name}`, () => {
            for (const i of numbers(facts.waiting)) {
              const { completeness, response } = exchange(`/${name}/${i}`);
              // Nothing but what the limit left out.
              assert.deepEqual(
                [completeness.state, completeness.notes.map(({ kind }) => kind)],
                ['truncated', ['truncated']],
              );
              assert.equal(response?.bodyBytes, facts.size);
            }
          });
        }

        test('who accepted a connection on which nothing was said', () => {
          const accepting = seesCallsAlone(attachment) ? undefined : facts.server;
          const events = told.connections.filter(({ remote }) => remote?.port === facts.silent);
          assert.deepEqual(
            events.map(({ event, process }) => [event, process?.pid]),
            [
              ['accept', accepting],
              ['close', accepting],
            ],
          );
        });

        test('nothing was lost', () => assert.deepEqual(told.losses, []));
      });
    }
  });
}
