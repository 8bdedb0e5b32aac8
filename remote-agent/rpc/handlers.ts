import { type MessageConnection, ResponseError } from 'vscode-jsonrpc/node';
import { CaptureFailure } from '../capture/failure.ts';
import type { Encoded } from '../json/ascii-json.ts';
import type { AgentFailure, AgentNotifications, AgentRequests } from '../protocol/messages.ts';

export type RequestName = keyof AgentRequests;

type Handler<Name extends RequestName> = (
  params: AgentRequests[Name]['params'],
) => Promise<AgentRequests[Name]['result']>;

/** One handler for each request of the protocol: one that is missing does not compile. */
export type RequestHandlers = { readonly [Name in RequestName]: Handler<Name> };

/** Outside of the error codes that JSON-RPC reserves. The answer's `data` is an {@link AgentFailure}. */
const agentFailure = 1;

export function registerHandlers(connection: MessageConnection, handlers: RequestHandlers): void {
  for (const name of Object.keys(handlers) as RequestName[]) register(connection, name, handlers);
}

function register<Name extends RequestName>(
  connection: MessageConnection,
  name: Name,
  handlers: RequestHandlers,
): void {
  const handle: Handler<Name> = handlers[name];
  const answer = async (params: AgentRequests[Name]['params']): Promise<object> => {
    try {
      return await handle(params);
    } catch (error) {
      if (!(error instanceof CaptureFailure)) throw error;
      throw new ResponseError<AgentFailure>(agentFailure, error.message, error.toProtocol());
    }
  };
  connection.onRequest(name as string, answer);
}

/** Resolves when the message has been written. */
export function notify<Name extends keyof AgentNotifications>(
  connection: MessageConnection,
  name: Name,
  params: AgentNotifications[Name] | Encoded<AgentNotifications[Name]>,
): Promise<void> {
  return connection.sendNotification(name as string, params);
}
