import assert from 'node:assert/strict';
import type { Exchange } from '../../remote-agent/protocol/exchange.ts';
import { type OutputLine, TraceCommand, type TraceResult } from '../integration/trace-command.ts';
import type { VmHost } from '../vm/host.ts';

/** Long enough for whatever is slow on purpose. */
export const limit = { timeout: 900_000 } as const;

/** A trace that was stopped in order. */
export interface OneTrace extends TraceResult {
  /** From the start of the program to the moment that capture was on, ms. */
  readonly startMs: number;
}

/** Traces with the headless client while `act` uses it, stops it, and holds it to an end without a complaint. */
export async function trace(
  words: readonly string[],
  act: (command: TraceCommand) => Promise<void>,
): Promise<OneTrace> {
  const began = performance.now();
  const command = new TraceCommand(words);
  try {
    await command.ready();
    const startMs = performance.now() - began;
    await act(command);
    command.child.kill('SIGINT');
    const result = await command.result();
    assert.equal(result.status, 0, result.progress);
    assert.doesNotMatch(result.progress, /does not end by itself|did not end by itself|broke/);
    return { ...result, startMs };
  } finally {
    command.child.kill('SIGKILL');
  }
}

/** Requests a path on the host, and returns its exchange once it was told. */
export async function requested(
  host: VmHost,
  command: TraceCommand,
  path: string,
  options = '',
): Promise<Exchange> {
  await host.mustRun(`curl -s ${options} http://127.0.0.1${path} >/dev/null`);
  return (await command.line(isExchangeOf(path))) as unknown as Exchange;
}

export function isExchangeOf(path: string): (line: OutputLine) => boolean {
  return ({ type, request }) =>
    type === 'exchange' && (request as { target?: string }).target === path;
}
