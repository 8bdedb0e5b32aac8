import type { Writable } from 'node:stream';
import { createMessageConnection, StreamMessageReader } from 'vscode-jsonrpc/node';
import { Agent } from './agent.ts';
import { notify, registerHandlers } from './handlers.ts';
import { AsciiMessageWriter } from './message-writer.ts';
import { Outbox } from './outbox.ts';

/**
 * Answers the extension on the given streams until the input ends. Then nothing is traced any more, and no
 * process of the trace is left.
 */
export async function serve(
  input: NodeJS.ReadableStream,
  output: Writable,
  log: (line: string) => void,
): Promise<void> {
  const reader = new StreamMessageReader(input);
  const writer = new AsciiMessageWriter(output);
  const logger = { error: log, warn: log, info: log, log };
  const connection = createMessageConnection(reader, writer, logger);
  const outbox = new Outbox((name, params) => notify(connection, name, params));
  const agent = new Agent(outbox, {
    exchange: (exchange) => outbox.exchange(exchange),
    connection: (event) => outbox.connection(event),
    loss: (reason, events, bytes) => outbox.loss(reason, events, bytes),
    log,
    ended: (failure) => {
      log(failure.message);
      void outbox
        .drain()
        .then(() => notify(connection, 'ended', failure.toProtocol()))
        // Nobody is there to be told; the end of the input says so as well.
        .catch(() => {});
    },
  });
  registerHandlers(connection, agent.handlers);
  const closed = new Promise<void>((resolve) => {
    connection.onClose(resolve);
    connection.onError(([error]) => log(`The connection to the extension broke: ${error.message}`));
    input.once('end', resolve).once('close', resolve);
    output.once('error', () => resolve());
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      process.once(signal, () => resolve());
    }
  });
  connection.listen();
  await closed;
  outbox.close();
  await agent.end();
  connection.dispose();
}
