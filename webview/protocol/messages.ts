import type { ConnectionEvent } from '../../remote-agent/protocol/connection.ts';
import type {
  Cause,
  Exchange,
  ProtobufField,
  Timing,
} from '../../remote-agent/protocol/exchange.ts';
import type { ConnectionRow, EndpointRow, ExchangeRow, RowWindow } from './rows.ts';
import type { PanelState } from './state.ts';

/**
 * What the extension (host) and the panel's page say to each other. Both sides take a {@link Handlers} object of
 * the other's map, so that a message without a handler does not compile.
 */
export interface HostMessages {
  state: PanelState;
  exchanges: RowWindow<ExchangeRow>;
  connections: RowWindow<ConnectionRow>;
  endpoints: RowWindow<EndpointRow>;
  filter: FilterResult;
  /** Another filter, as if it had been typed. */
  setFilter: { readonly text: string };
  details: Details;
  /** What belongs to the exchange whose details were told is more or another one now. */
  related: { readonly id: string; readonly related: Related };
  /** The exchange whose details were told is no longer held, because of a limit. */
  letGo: { readonly id: string };
  /** How much of a filter or an order is through, 0 to 1; `null` when it is. Told only of those that take long. */
  progress: { readonly share: number | null };
  suggestions: Suggestions;
  filters: KnownFilters;
}

export interface PageMessages {
  /** The page has loaded and shows nothing yet. */
  ready: Record<string, never>;
  /** The rows that the page wants to be told, now and whenever they change. */
  view: ViewRequest;
  filter: { readonly text: string };
  order: OrderRequest;
  /** Opens or closes a group of exchanges; `null`: all of them. */
  fold: { readonly group: string | null; readonly open: boolean };
  /** What can follow in a filter at the caret. */
  suggest: { readonly text: string; readonly caret: number };
  keepFilter: { readonly text: string; readonly how: Keeping };
  /** The exchange whose details the page shows. */
  select: { readonly id: string | null };
  action: { readonly action: Action };
  /** The exchange is wanted in the clipboard. */
  copy: { readonly id: string };
  /** A body is wanted in an editor. */
  openBody: { readonly id: string; readonly message: 'request' | 'response' };
}

export const listNames = ['exchanges', 'connections', 'endpoints'] as const;
export type ListName = (typeof listNames)[number];

/** What a notice in the page offers; all else is offered in the view's title. */
export const actions = ['start', 'stop', 'resume', 'log', 'checkHost', 'handler'] as const;
export type Action = (typeof actions)[number];

export interface ViewRequest {
  readonly list: ListName;
  /** Position of the first row wanted; `null` for the newest `count` rows, whatever arrives. */
  readonly first: number | null;
  readonly count: number;
}

/** `column` is one of the list's; `null` is the order in which they came. */
export interface OrderRequest {
  readonly list: ListName;
  readonly column: string | null;
  readonly descending: boolean;
  readonly group: GroupName | null;
}

/** What rows of exchanges can be put together by. */
export const groupNames = ['connection', 'process', 'endpoint', 'trace', 'traced-host'] as const;
export type GroupName = (typeof groupNames)[number];

/** The most rows that one window may hold. */
export const maxWindow = 1000;

/** `error` is the sentence why the text is no filter; what stands before the mistake holds alone. */
export interface FilterResult {
  readonly text: string;
  readonly error: string | null;
}

export const keepings = ['used', 'saved', 'forgotten'] as const;
export type Keeping = (typeof keepings)[number];

export interface KnownFilters {
  readonly recent: readonly string[];
  readonly saved: readonly string[];
}

export interface Suggestions {
  /** What was asked for; an answer to another text means nothing. */
  readonly text: string;
  readonly caret: number;
  /** Where in the text the inserted part begins; it ends at the caret. */
  readonly from: number;
  readonly items: readonly Suggestion[];
}

export interface Suggestion {
  readonly kind: 'saved' | 'recent' | 'part';
  readonly insert: string;
  readonly detail: string;
}

export interface Details {
  readonly id: string;
  /** `null` when it is no longer held. */
  readonly exchange: Exchange | null;
  /** The host that it was traced on; empty where it is not known. */
  readonly tracedHost: string;
  /** The bodies were let go to stay within the limit of memory. */
  readonly bodiesDropped: boolean;
  readonly decoded: DecodedBodies;
  /** For each of the exchange's messages, in their order; shorter where nothing is known of the others. */
  readonly readings: readonly (readonly MessageReading[])[];
  readonly related: Related;
}

/** A gRPC message by the names of a schema; several of one message where files of the workspace disagree. */
export interface MessageReading {
  /** Paths of the `.proto` files that it comes from. */
  readonly files: readonly string[];
  readonly type: string;
  readonly fields: readonly ProtobufField[];
  /** Bytes at the end that are no fields, or were too many. */
  readonly unread: number;
}

/** What else is known that belongs to an exchange. */
export interface Related {
  readonly connection: ConnectionRow | null;
  /** The latest events of its connection. */
  readonly events: readonly ConnectionEvent[];
  /** The latest exchanges on its connection, oldest first. */
  readonly onConnection: readonly RelatedExchange[];
  /** The exchanges of its trace and those that were made for each other, in order of their start. */
  readonly trace: readonly RelatedExchange[];
}

export interface RelatedExchange {
  readonly id: string;
  readonly method: string;
  readonly target: string;
  readonly authority: string;
  readonly status: number | null;
  readonly process: string;
  readonly tracedHost: string;
  readonly timing: Timing;
  /** How many others it was made for, one for the other. */
  readonly depth: number;
  /** Why it is thought to have been made for another one. */
  readonly by: Cause['by'] | null;
}

/** Base64 of coded bodies (RFC 9110, section 8.4) without their codings; `null` where there is nothing to decode. */
export interface DecodedBodies {
  readonly request: string | null;
  readonly response: string | null;
}

export type Message<Messages> = {
  [Name in keyof Messages]: { readonly type: Name; readonly data: Messages[Name] };
}[keyof Messages];

export type Handlers<Messages> = {
  readonly [Name in keyof Messages]: (data: Messages[Name]) => void;
};

/** Calls the one handler that a message is for. */
export function dispatch<Messages>(handlers: Handlers<Messages>, message: Message<Messages>): void {
  handlers[message.type](message.data);
}
