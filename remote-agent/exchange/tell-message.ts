import { authorityOf } from '../http/framing.ts';
import type { Message } from '../http/message.ts';
import { share } from '../json/ascii-json.ts';
import type { HeaderField, RequestMessage, ResponseMessage } from '../protocol/exchange.ts';
import type { Redactor } from '../redaction/redactor.ts';
import { type ToldBody, tellBody } from './tell-body.ts';

/** A request as the protocol has it; without a `redactor` secrets are told. */
export function tellRequest(message: Message, redactor: Redactor | null): RequestMessage {
  const { bodyBytes } = message;
  const bare = keptHead<RequestMessage>(message) ?? {
    method: message.method,
    target: tellTarget(message, redactor),
    authority: redactor?.authority(authorityOf(message)) ?? authorityOf(message),
    headers: tellFields(message.fields, redactor),
    bodyBytes: 0,
  };
  const again = keepHead(message, bare);
  if (isBare(message)) return again ? share(bare) : bare;
  const known = knownWhole<RequestMessage>(message);
  if (known) return share(known);
  const told = tellContent(message, redactor);
  if (!isUsual(told)) return { ...bare, bodyBytes, ...told };
  const { method, target, authority, headers } = bare;
  const { body, content } = told;
  return keepWhole(message, { method, target, authority, headers, bodyBytes, body, content });
}

/** As {@link tellRequest}. */
export function tellResponse(message: Message, redactor: Redactor | null): ResponseMessage {
  const { bodyBytes } = message;
  const bare = keptHead<ResponseMessage>(message) ?? {
    status: message.status,
    reason: redactor?.reason(message.reason) ?? message.reason,
    headers: tellFields(message.fields, redactor),
    bodyBytes: 0,
  };
  const again = keepHead(message, bare);
  if (isBare(message)) return again ? share(bare) : bare;
  const known = knownWhole<ResponseMessage>(message);
  if (known) return share(known);
  const told = tellContent(message, redactor);
  if (!isUsual(told)) return { ...bare, bodyBytes, ...told };
  const { status, reason, headers } = bare;
  const { body, content } = told;
  return keepWhole(message, { status, reason, headers, bodyBytes, body, content });
}

function tellTarget({ method, target }: Message, redactor: Redactor | null): string {
  if (!redactor) return target;
  return method === 'CONNECT' ? redactor.authority(target) : redactor.target(target);
}

function keptHead<Told>({ head }: Message): Told | null {
  return head ? (head.told as Told | null) : null;
}

/** The messages that follow on the connection may have the same head. @returns whether one before had it */
function keepHead({ head }: Message, bare: RequestMessage | ResponseMessage): boolean {
  const again = head?.told === bare;
  if (again) share(bare.headers);
  else if (head) head.told = bare;
  return again;
}

/** Longer contents are not compared with the one before. */
const shortContent = 1024;

/** What is asked again and again, as that a service is well, is often answered with the same content, too. */
function knownWhole<Told>(message: Message): Told | null {
  const { head, body } = message;
  const known = head?.toldWhole;
  return known && known.content === body.text && isWhole(message) ? (known.message as Told) : null;
}

function keepWhole<Told extends RequestMessage | ResponseMessage>(
  message: Message,
  told: Told,
): Told {
  const { head, body } = message;
  if (head && body.length <= shortContent && isWhole(message)) {
    head.toldWhole = { content: body.text, message: told };
  }
  return told;
}

function isWhole({ ended, holed, body, bodyBytes, trailers }: Message): boolean {
  return ended && !holed && body.length === bodyBytes && trailers.length === 0;
}

function isBare({ bodyBytes, trailers }: Message): boolean {
  return bodyBytes === 0 && trailers.length === 0;
}

type ToldContent = Partial<ToldBody> & Pick<RequestMessage, 'trailers'>;

/** Most are like this. An object that is made at once with all its members is far cheaper than one that grows. */
function isUsual(told: ToldContent): told is Required<Pick<ToldBody, 'body' | 'content'>> {
  return told.body !== undefined && told.content !== undefined && told.trailers === undefined;
}

function tellContent(message: Message, redactor: Redactor | null): ToldContent {
  const { body, bodyBytes, fields, trailers, holed } = message;
  const whole = message.ended && !holed && body.length === bodyBytes;
  const told = body.length === 0 ? {} : tellBody(body.text, whole, fields, redactor);
  return trailers.length === 0 ? told : { trailers: tellFields(trailers, redactor), ...told };
}

function tellFields(
  fields: readonly HeaderField[],
  redactor: Redactor | null,
): readonly HeaderField[] {
  return redactor?.fields(fields) ?? fields;
}
