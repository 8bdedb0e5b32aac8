import { commandIds } from '../commands/ids.ts';
import type { ConversationParts } from './conversation-parts.ts';

interface SavedPage
  extends Pick<ConversationParts, 'store' | 'filters' | 'readings' | 'post' | 'refused'> {
  readonly file: { readonly name: string; readonly problem: string };
  readonly routesOf: NonNullable<ConversationParts['routesOf']>;
  /** Runs a command about an exchange of the file; about the one that is selected where none is told. */
  run(command: string, about: object): void;
  /** Routes are wanted from now on. */
  begun(): void;
}

/** What the page of a saved trace shows and does. Knows nothing of VS Code. */
export function savedConversation({ file, run, ...shared }: SavedPage): ConversationParts {
  const { store } = shared;
  return {
    ...shared,
    state: () => ({
      ...{ traces: [], tracedHosts: store.tracedHosts, file },
      ...{ paused: false, losses: [], dropped: store.dropped },
      traffic: store.connections.totals,
    }),
    act: (action) => {
      // What the page offers beside is about a trace that is on.
      if (action === 'handler') run(commandIds.openHandler, {});
    },
    copy: (exchange) => run(commandIds.copyAsCurl, { exchange }),
    openBody: (exchange, message) => run(commandIds.openBody, { exchange, message }),
  };
}
