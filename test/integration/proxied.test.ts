import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Exchange } from '../../remote-agent/protocol/exchange.ts';
import { startHost, type VmHost } from '../vm/host.ts';
import { type HaltedProgram, placeFixture, runHalted } from './connections.ts';
import { LoaderOnHost, placeLoader } from './loader-on-host.ts';
import { assertNothingLost, destination, exchangesOf, TraceCommand } from './trace-command.ts';

/** What test/fixtures/proxied.py was answered, by target. */
type Facts = Readonly<Record<string, string>>;

const ports = { plain: 8301, secure: 8302, strict: 8303 };
const upload = 3_000_000;
const told = {
  source: { address: '192.0.2.1', port: 56_324 },
  destination: { address: '192.0.2.2', port: 443 },
};

describe('HTTP behind the PROXY protocol', () => {
  let host: VmHost;
  before(async () => {
    host = await startHost({ kernel: '6.12' });
    await placeFixture(host, 'proxied.py');
    await placeLoader(host);
  });
  after(() => host.stop());

  for (const design of ['tracepoint', 'raw_tp', 'socket_filter']) {
    describe(design, () => {
      let facts: Facts;
      let exchanges: readonly Exchange[];
      before(async () => {
        const program = await runHalted<Facts>(host, 'proxied.py');
        ({ facts, exchanges } = await traced(host, design, program));
      });

      const only = (target: string): Exchange => {
        const found = exchanges.filter(({ request }) => request.target === target);
        assert.equal(found.length, 1, `${target}: ${JSON.stringify(found)}`);
        return found[0] as Exchange;
      };

      for (const version of ['v1', 'v2']) {
        for (const pieces of ['one', 'two', 'bytewise']) {
          test(`${version}, ${pieces}: the exchange, and whose connection it is`, () => {
            const target = `/${version}/${pieces}`;
            assert.equal(facts[target], '192.0.2.1:56324');
            const { response, completeness, proxied } = only(target);
            assert.deepEqual([response?.status, completeness], [200, whole]);
            assert.deepEqual(proxied, told);
          });
        }

        test(`${version}: the header in pieces`, () => {
          assert.equal(facts[`/${version}/pieces`], 'ok');
          const { completeness, proxied } = only(`/${version}/pieces`);
          assert.deepEqual([completeness, proxied], [whole, told]);
        });

        test(`${version}: a long content behind it, before there is an answer`, () => {
          assert.match(facts[`/upload/${version}`] ?? '', /^HTTP\/1.1 \d/);
          assert.equal(only(`/upload/${version}`).request.bodyBytes, upload);
        });
      }

      test('curl --haproxy-protocol, two requests on a connection', () => {
        const [one, two] = [only('/curl/1'), only('/curl/2')];
        assert.equal(one.connection, two.connection);
        for (const { local, remote, completeness, proxied } of [one, two]) {
          assert.deepEqual(completeness, whole);
          assert.deepEqual(proxied, { source: remote, destination: local });
        }
      });

      test('an empty line before a request', () => {
        assert.deepEqual(only('/empty-lines').completeness, whole);
      });

      test('neither TLS nor a broken header is told, and nothing twice', () => {
        const of = (port: number) => exchanges.filter(({ local }) => local.port === port);
        assert.deepEqual(of(ports.secure), []);
        assert.equal(of(ports.plain).length, 10);
      });
    });
  }

  test('TLS behind it leaves the kernel up to its answer, and no further', async () => {
    const program = await runHalted<Facts>(host, 'proxied.py');
    const loader = new LoaderOnHost(host, 'fentry');
    await loader.ready();
    await program.goOn();
    const { sockets, data } = await loader.stop();
    const secure = new Set(
      sockets
        .filter(({ tuple: { local, remote } }) => [local.port, remote.port].includes(ports.secure))
        .map(({ connection }) => connection),
    );
    const moved = data
      .filter(({ connection }) => secure.has(connection))
      .reduce((sum, event) => sum + event.moved, 0);
    // Of each end the header and the ClientHello; a hundred messages of the session follow.
    assert.ok(moved > 0 && moved < 3000, String(moved));
  });
});

const whole = { state: 'complete', notes: [] };

async function traced(host: VmHost, design: string, program: HaltedProgram<Facts>) {
  const command = new TraceCommand([...destination(host.target), '--design', design]);
  await command.ready();
  const facts = await program.goOn();
  const isLast = (line: object) => (line as Partial<Exchange>).request?.target === '/last';
  await command.line(isLast);
  // The connections before it have ended by then.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  command.child.kill('SIGINT');
  const result = await command.result();
  assert.equal(result.status, 0, result.progress);
  assertNothingLost(result);
  return { facts, exchanges: exchangesOf(result.lines) };
}
