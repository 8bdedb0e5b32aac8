import { CaptureFailure } from '../capture/failure.ts';
import { tellBody } from '../exchange/tell-body.ts';
import type { ResponseMessage } from '../protocol/exchange.ts';
import type { ReplayParams, ReplayResult } from '../protocol/replay.ts';
import { Redactor } from '../redaction/redactor.ts';
import type { Answer } from './answer.ts';
import { type Asked, checkedReplay } from './asked.ts';
import { sendHttp1 } from './http1.ts';
import { sendHttp2 } from './http2.ts';

const mostAtOnce = 4;
const mostMs = 30_000;

/** Sends requests from the host, a few at a time. Redirections are not followed. */
export class Replays {
  /** Takes the secrets out of the answers; `null`: they are told. */
  redactor: Redactor | null = new Redactor();
  #running = 0;

  constructor(private readonly limitMs = mostMs) {}

  /** @throws CaptureFailure where it cannot be sent, or is not answered in time */
  async send(params: ReplayParams): Promise<ReplayResult> {
    const asked = checkedReplay(params);
    if (this.#running >= mostAtOnce) {
      const sentence = `${mostAtOnce} requests are being sent already; wait for one of them.`;
      throw new CaptureFailure('replay-failed', sentence);
    }
    this.#running += 1;
    try {
      return await this.#sent(asked);
    } finally {
      this.#running -= 1;
    }
  }

  async #sent(asked: Asked): Promise<ReplayResult> {
    const { redactor } = this;
    const signal = AbortSignal.timeout(this.limitMs);
    const startMs = Date.now();
    try {
      const answer = await (asked.protocol === 'HTTP/2' ? sendHttp2 : sendHttp1)(asked, signal);
      const { responseStartMs, content } = answer;
      return {
        response: told(answer, redactor),
        timing: { startMs, responseStartMs, endMs: Date.now() },
        cut: content.cut,
      };
    } catch (error) {
      throw new CaptureFailure('replay-failed', this.#sentence(asked, error, signal));
    }
  }

  #sentence({ to, method }: Asked, error: unknown, signal: AbortSignal): string {
    const where = to.kind === 'unix' ? to.address : `${to.address} port ${to.port}`;
    if (signal.aborted) {
      return `${where} did not answer the ${method} request within ${this.limitMs / 1000} seconds.`;
    }
    const why = error instanceof Error ? error.message || error.name : String(error);
    return `The ${method} request to ${where} failed: ${why}.`;
  }
}

function told(answer: Answer, redactor: Redactor | null): ResponseMessage {
  const { status, content } = answer;
  const reason = redactor?.reason(answer.reason) ?? answer.reason;
  const safe = (fields: Answer['fields']) => redactor?.fields(fields) ?? fields;
  const { bytes, length } = content;
  const whole = !content.cut && bytes.length === length;
  return {
    ...{ status, reason, headers: safe(answer.fields), bodyBytes: length },
    ...(answer.trailers.length > 0 && { trailers: safe(answer.trailers) }),
    ...(bytes.length > 0 && tellBody(bytes.toString('latin1'), whole, answer.fields, redactor)),
  };
}
