import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import type { Action, HostMessages, Message } from '../../../webview/protocol/messages.ts';
import type { PanelState } from '../../../webview/protocol/state.ts';
import type { FilterMemory } from '../../core/filter/memory.ts';
import type { RouteName } from '../../core/routes/route-text.ts';
import type { TraceStore } from '../../core/store/trace-store.ts';
import type { Readings } from './details.ts';

/** What a conversation with a page shows, and what it does for it. */
export interface ConversationParts {
  readonly store: TraceStore;
  post(message: Message<HostMessages>): void;
  readonly filters: FilterMemory;
  state(): PanelState;
  act(action: Action): void;
  /** Puts an exchange into the clipboard. */
  copy(id: string): void;
  openBody(id: string, message: 'request' | 'response'): void;
  readonly readings: Readings;
  /** The routes of the workspace that may have answered an exchange. */
  routesOf?(exchange: Exchange): readonly RouteName[];
  /** The page can be told things from now on. */
  begun?(): void;
  /** A message that the page should not have sent. */
  refused(message: unknown): void;
}
