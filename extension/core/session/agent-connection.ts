import {
  createMessageConnection,
  type Logger,
  type MessageConnection,
  ResponseError,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import type { AgentNotifications, AgentRequests } from '../../../remote-agent/protocol/messages.ts';
import type { RemoteProcess } from '../transport/transport.ts';
import { agentMisbehaved, fromAgentFailure } from './failures.ts';
import { BoundedMessageReader } from './message-reader.ts';
import { asAgentFailure, notificationShapes, resultShapes } from './messages.ts';
import { SessionError } from './session.ts';
import { ShapeError } from './shape.ts';

/** A handler for each of the agent's notifications; a missing one does not compile. */
export type NotificationHandlers = {
  readonly [Name in keyof AgentNotifications]: (params: AgentNotifications[Name]) => void;
};

const silent: Logger = { error: () => {}, warn: () => {}, info: () => {}, log: () => {} };

/** The conversation with an agent: typed, and every message from it checked. */
export class AgentConnection {
  readonly #connection: MessageConnection;
  readonly #host: string;
  #reject: (error: SessionError) => void = () => {};
  /** Rejects when the conversation broke down; never resolves. */
  readonly broken: Promise<never>;
  /** Resolves after the last message, when the agent's output ended. */
  readonly ended: Promise<void>;

  constructor(
    process: Pick<RemoteProcess, 'stdin' | 'stdout'>,
    host: string,
    handlers: NotificationHandlers,
  ) {
    this.#host = host;
    this.broken = new Promise((_, reject) => {
      this.#reject = reject;
    });
    this.broken.catch(() => {});
    const reader = new BoundedMessageReader(process.stdout);
    const writer = new StreamMessageWriter(process.stdin);
    this.#connection = createMessageConnection(reader, writer, silent);
    reader.onError((error) => this.#misbehaved(error.message));
    this.ended = new Promise((resolve) => reader.onClose(resolve));
    this.#listen('exchanges', handlers.exchanges);
    this.#listen('connections', handlers.connections);
    this.#listen('losses', handlers.losses);
    this.#listen('ended', handlers.ended);
    this.#connection.listen();
  }

  /**
   * @throws SessionError of the code that the agent's failure has; `agent-failed` where the answer is not of the
   * shape that it must have
   */
  async request<Name extends keyof AgentRequests>(
    name: Name,
    params: AgentRequests[Name]['params'],
  ): Promise<AgentRequests[Name]['result']> {
    let result: unknown;
    try {
      result = await Promise.race([this.#connection.sendRequest(name, params), this.broken]);
    } catch (error) {
      if (error instanceof SessionError) throw error;
      const failure = error instanceof ResponseError ? asAgentFailure(error.data) : undefined;
      if (failure) throw fromAgentFailure(this.#host, failure);
      const message = error instanceof Error ? error.message : String(error);
      throw agentMisbehaved(this.#host, `${name}: ${message}`);
    }
    try {
      resultShapes[name](result, name);
    } catch (error) {
      throw this.#misbehaved(error);
    }
    return result as AgentRequests[Name]['result'];
  }

  dispose(): void {
    this.#connection.dispose();
  }

  #listen<Name extends keyof AgentNotifications>(
    name: Name,
    handler: (params: AgentNotifications[Name]) => void,
  ): void {
    this.#connection.onNotification(name, (params: unknown) => {
      try {
        notificationShapes[name](params, name);
      } catch (error) {
        this.#misbehaved(error);
        return;
      }
      handler(params as AgentNotifications[Name]);
    });
  }

  #misbehaved(what: unknown): SessionError {
    const text = what instanceof ShapeError ? `${what.message} is not as expected` : what;
    const error = agentMisbehaved(this.#host, text instanceof Error ? text.message : String(text));
    this.#reject(error);
    return error;
  }
}
