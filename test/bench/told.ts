import type { Exchange } from '../../remote-agent/protocol/exchange.ts';
import type { AgentNotifications } from '../../remote-agent/protocol/messages.ts';

/** What an agent told about the exchanges of one load. */
export interface Tally {
  /** Different exchanges that are complete, told as the server's, with a status of 200 and the expected target. */
  readonly good: number;
  /** Exchanges that were told again although they had been over. */
  readonly repeated: number;
  /** All others, by what is wrong with them: status, state, notes, side and target. */
  readonly odd: Readonly<Record<string, number>>;
  /** Events that the agent said were lost, by reason. */
  readonly lost: Readonly<Record<string, number>>;
}

/**
 * Exchanges told as a ratio to those made: 1 when there is one for each answer that the client read, and none
 * that the server did not begin. Between the two are those that the end of the load cut.
 */
export function seenRatio(told: number, read: number, served: number): number {
  return told < read ? told / read : told > served ? told / served : 1;
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
        if (before !== undefined && !before.includes(' pending ')) repeated++;
        over.set(exchange.id, kindOf(exchange));
      }
    } else if (message.method === 'losses') {
      for (const { reason, events } of message.params.items) {
        lost[reason] = (lost[reason] ?? 0) + events;
      }
    }
  }
  const odd: Record<string, number> = {};
  for (const kind of over.values()) odd[kind] = (odd[kind] ?? 0) + 1;
  const expected = `200 complete server ${target}`;
  const good = odd[expected] ?? 0;
  delete odd[expected];
  return { good, repeated, odd, lost };
}

function kindOf({ response, completeness, side, request }: Exchange): string {
  const notes = completeness.notes.map((note) =>
    note.kind === 'response-missing' ? `(${note.reason})` : `(${note.kind})`,
  );
  const status = response?.status ?? 'no status';
  return [status, completeness.state, ...notes, side, request.target].join(' ');
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
