import type { AgentNotifications } from '../../remote-agent/protocol/messages.ts';

/** What an agent told about the exchanges of one load. */
export interface Tally {
  /** Different exchanges that are complete, with a status of 200 and the expected target. */
  readonly good: number;
  /** Exchanges that were told again although they had been over. */
  readonly repeated: number;
  /** All others, by what is wrong with them: `status`, `state` and target. */
  readonly odd: Readonly<Record<string, number>>;
  /** Events that the agent said were lost, by reason. */
  readonly lost: Readonly<Record<string, number>>;
}

/**
 * Counts the exchanges in what an agent wrote to its standard output (JSON-RPC messages with `Content-Length`
 * framing). Throws where that is cut or cannot be read.
 */
export function tally(output: Buffer, target: string): Tally {
  const over = new Map<string, string>();
  const lost: Record<string, number> = {};
  let repeated = 0;
  for (const message of messages(output)) {
    if (message.method === 'exchanges') {
      for (const exchange of message.params.items) {
        const before = over.get(exchange.id);
        if (before !== undefined && !before.includes('pending')) repeated++;
        const status = exchange.response?.status ?? 'no status';
        over.set(
          exchange.id,
          `${status} ${exchange.completeness.state} ${exchange.request.target}`,
        );
      }
    } else if (message.method === 'losses') {
      for (const { reason, events } of message.params.items) {
        lost[reason] = (lost[reason] ?? 0) + events;
      }
    }
  }
  const odd: Record<string, number> = {};
  for (const kind of over.values()) odd[kind] = (odd[kind] ?? 0) + 1;
  const expected = `200 complete ${target}`;
  const good = odd[expected] ?? 0;
  delete odd[expected];
  return { good, repeated, odd, lost };
}

type Message =
  | { readonly [Name in 'exchanges' | 'losses']: Notification<Name> }['exchanges' | 'losses']
  | { readonly method: 'other' };

interface Notification<Name extends keyof AgentNotifications> {
  readonly method: Name;
  readonly params: AgentNotifications[Name];
}

function* messages(output: Buffer): Generator<Message> {
  let at = 0;
  while (at < output.length) {
    const headEnd = output.indexOf('\r\n\r\n', at);
    const length = /^Content-Length: (\d+)$/m.exec(
      headEnd < 0 ? '' : output.toString('latin1', at, headEnd),
    )?.[1];
    if (length === undefined) throw new Error(`No message begins at byte ${at} of the output.`);
    const begin = headEnd + 4;
    at = begin + Number(length);
    if (at > output.length) throw new Error('The last message of the output is cut.');
    yield JSON.parse(output.toString('utf8', begin, at)) as Message;
  }
}
