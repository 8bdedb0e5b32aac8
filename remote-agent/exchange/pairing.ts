import type { Message } from '../http/message.ts';
import { type DraftListener, ExchangeDraft, type MissingReason } from './draft.ts';

/** A connection on which requests and responses cannot be matched any more must be silent for so long. */
const quietNs = 1000e6;
/** Requests that may wait for their responses on one connection. */
const mostOpen = 1000;
/**
 * A time, to V8 too: a member that is a small integer until something rare happens makes it throw away all code that it
 * has compiled for the class when that does.
 */
const never = Number.NEGATIVE_INFINITY;

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
  #lossy: boolean;
  /** When the last response began that could not be paired, or was lost. */
  #answeredNs = never;
  #lastNs = never;
  #lastRequestNs = never;

  /** `joined`: what came before is not known. */
  constructor(
    readonly listener: DraftListener,
    joined: boolean,
  ) {
    this.#lossy = joined;
  }

  /** No request waits for its response. */
  get idle(): boolean {
    return !this.#unpaired && this.#waiting() === undefined;
  }

  /** The one exchange that is open; `null` where there are several or none. */
  get only(): ExchangeDraft | null {
    return this.#open.length === 1 ? (this.#open[0] ?? null) : null;
  }

  /** The response to `request` was not seen so far, and may come. */
  waitsFor(request: Message): boolean {
    return this.#open.some((draft) => draft.request === request && !draft.response);
  }

  requestHead(message: Message): void {
    if (this.#unpaired && message.startNs - this.#lastNs > quietNs) this.#unpaired = false;
    if (message.startNs === this.#lastRequestNs && this.#waiting()) {
      this.#pipeliningSeen(message.startNs);
    }
    this.#lastRequestNs = message.startNs;
    if (this.#open.length >= mostOpen) this.responsesLost(message.startNs);
    const draft = new ExchangeDraft(this.#ordinal++, message);
    this.#requesting = draft;
    // A response that was lost since then, or that nobody seemed to have asked for, may have been its own.
    const answered = message.startNs <= this.#answeredNs;
    if (this.#unpaired || answered) draft.missing = 'lost';
    else this.#open.push(draft);
    this.listener.began(draft);
  }

  requestEnd(message: Message): void {
    this.#lastNs = message.endNs;
    const draft = this.#requesting;
    this.#requesting = null;
    if (draft && (draft.missing || draft.response?.ended)) this.#end(draft);
  }

  /** The exchange of a final response; without a request where that was not seen. */
  responseHead(message: Message): ExchangeDraft {
    let draft = this.#askedFor(message);
    if (!draft) {
      draft = new ExchangeDraft(this.#ordinal++, null);
      message.requestUnseen = true;
      this.#answeredNs = Math.max(this.#answeredNs, message.startNs);
    }
    draft.response = message;
    this.#answering = draft;
    if (!draft.request) this.listener.began(draft);
    return draft;
  }

  responseEnd(message: Message): void {
    this.#lastNs = message.endNs;
    const draft = this.#answering;
    this.#answering = null;
    if (draft && (!draft.request || draft.request.ended)) this.#end(draft);
  }

  /** Responses may be missing: no request that waited then can be answered with certainty. */
  responsesLost(noticedNs: number): void {
    this.#lossy = true;
    this.#answeredNs = Math.max(this.#answeredNs, noticedNs);
    const waiting = this.#open.filter((draft) => !draft.response && startOf(draft) <= noticedNs);
    if (this.#pipelined && waiting.length > 0) this.#unpaired = true;
    this.#giveUp(waiting, 'lost', null);
  }

  /** Requests may be missing: with pipelining, the order of responses says nothing any more. */
  requestsLost(noticedNs: number): void {
    this.#lossy = true;
    if (!this.#pipelined) return;
    this.responsesLost(noticedNs);
    this.#unpaired = true;
  }

  /** The connection, or the trace, is over. */
  finish(reason: MissingReason, endNs: number | null): void {
    const waiting = this.#open.filter((draft) => !draft.response);
    this.#giveUp(waiting, reason, endNs);
  }

  /** The request that a response answers, where that is certain. */
  #askedFor(response: Message): ExchangeDraft | undefined {
    const next = this.#open.length > 1 ? this.#open.filter((open) => !open.response)[1] : undefined;
    if (next && startOf(next) < response.startNs) this.#pipeliningSeen(response.startNs);
    const draft = this.#unpaired ? undefined : this.#waiting();
    // Where nothing was lost the order decides, and times of two processors are not compared.
    if (draft && this.#lossy && response.startNs < startOf(draft)) return undefined;
    return draft;
  }

  /** From now on, and if there was a loss already in hindsight, a loss leaves no certainty. */
  #pipeliningSeen(nowNs: number): void {
    if (this.#pipelined) return;
    this.#pipelined = true;
    if (this.#lossy) this.responsesLost(nowNs);
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
