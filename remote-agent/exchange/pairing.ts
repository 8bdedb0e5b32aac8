import type { Message } from '../http/message.ts';
import { type DraftListener, ExchangeDraft, type MissingReason } from './draft.ts';

/** A connection on which requests and responses cannot be matched any more must be silent for so long. */
const quietNs = 200e6;
/** Requests that may wait for their responses on one connection. */
const mostOpen = 1000;

/**
 * Pairs the requests and responses of one connection in their order (RFC 9112, section 9.3.2). Where bytes are
 * lost, a request and a response that only might belong together are told apart, never as one exchange.
 */
export class Pairing {
  /** In order; those whose response or request is not over. */
  readonly #open: ExchangeDraft[] = [];
  #requesting: ExchangeDraft | null = null;
  #answering: ExchangeDraft | null = null;
  #ordinal = 0;
  /** Requests were seen that did not wait for the response before. */
  #pipelined = false;
  /** It is not known which request the next response answers. */
  #unpaired = false;
  #lastNs = 0;
  #lastRequestNs = -1;

  constructor(readonly listener: DraftListener) {}

  /** No request waits for its response. */
  get idle(): boolean {
    return !this.#unpaired && this.#waiting() === undefined;
  }

  /** The one exchange that is open; `null` where there are several or none. */
  get only(): ExchangeDraft | null {
    return this.#open.length === 1 ? (this.#open[0] ?? null) : null;
  }

  requestHead(message: Message): void {
    if (this.#unpaired && message.startNs - this.#lastNs > quietNs) this.#unpaired = false;
    if (message.startNs === this.#lastRequestNs && this.#waiting()) this.#pipelined = true;
    this.#lastRequestNs = message.startNs;
    if (this.#open.length >= mostOpen) this.responsesLost(message.startNs);
    const draft = new ExchangeDraft(this.#ordinal++, message);
    this.#requesting = draft;
    if (this.#unpaired) draft.missing = 'lost';
    else this.#open.push(draft);
    this.listener.began(draft);
  }

  requestEnd(message: Message): void {
    this.#lastNs = message.endNs;
    const draft = this.#requesting;
    this.#requesting = null;
    if (draft && (draft.missing || draft.response?.ended)) this.#end(draft);
  }

  /** The method of the request that a final response answers; empty where that request was not seen. */
  responseHead(message: Message): string {
    let draft = this.#unpaired ? undefined : this.#waiting();
    if (draft) {
      const next = this.#open[this.#open.indexOf(draft) + 1];
      if (next?.request && next.request.startNs < message.startNs) this.#pipelined = true;
    } else {
      draft = new ExchangeDraft(this.#ordinal++, null);
      message.requestUnseen = true;
    }
    draft.response = message;
    this.#answering = draft;
    if (!draft.request) this.listener.began(draft);
    return draft.request?.method ?? '';
  }

  responseEnd(message: Message): void {
    this.#lastNs = message.endNs;
    const draft = this.#answering;
    this.#answering = null;
    if (draft && (!draft.request || draft.request.ended)) this.#end(draft);
  }

  /** Responses may be missing: no request that waited then can be answered with certainty. */
  responsesLost(noticedNs: number): void {
    const waiting = this.#open.filter((draft) => !draft.response && startOf(draft) <= noticedNs);
    if (this.#pipelined && waiting.length > 0) this.#unpaired = true;
    this.#giveUp(waiting, 'lost', null);
  }

  /** Requests may be missing: with pipelining, the order of responses says nothing any more. */
  requestsLost(noticedNs: number): void {
    if (this.#pipelined) this.responsesLost(noticedNs);
  }

  /** The connection, or the trace, is over. */
  finish(reason: MissingReason, endNs: number | null): void {
    const waiting = this.#open.filter((draft) => !draft.response);
    this.#giveUp(waiting, reason, endNs);
  }

  #waiting(): ExchangeDraft | undefined {
    return this.#open.find((draft) => !draft.response);
  }

  #giveUp(drafts: readonly ExchangeDraft[], reason: MissingReason, endNs: number | null): void {
    for (const draft of drafts) {
      draft.missing = reason;
      draft.endNs = endNs;
      if (draft.request?.ended) this.#end(draft);
      else this.#open.splice(this.#open.indexOf(draft), 1);
    }
  }

  #end(draft: ExchangeDraft): void {
    const index = this.#open.indexOf(draft);
    if (index >= 0) this.#open.splice(index, 1);
    draft.ended = true;
    if (draft.response) {
      draft.endNs = Math.max(draft.response.endNs, draft.request?.endNs ?? 0);
    }
    this.listener.ended(draft);
  }
}

function startOf(draft: ExchangeDraft): number {
  return draft.request?.startNs ?? 0;
}
