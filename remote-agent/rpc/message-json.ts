import type { AsciiWriter } from '../json/ascii-writer.ts';
import type { Constant } from '../json/constant.ts';
import {
  anyMember,
  endMembers,
  type Keys,
  keys,
  numberMember,
  stringMember,
} from '../json/members.ts';
import type { Content, RequestMessage, ResponseMessage } from '../protocol/exchange.ts';

const requestKeys = keys<RequestMessage>({
  method: true,
  target: true,
  authority: true,
  headers: true,
  trailers: true,
  bodyBytes: true,
  body: true,
  decodedBody: true,
  content: true,
});

export function writeRequest(to: AsciiWriter, message: RequestMessage): void {
  const key = requestKeys;
  stringMember(to, key.method, message.method);
  stringMember(to, key.target, message.target);
  stringMember(to, key.authority, message.authority);
  writeFieldsAndContent(to, key, message);
}

const responseKeys = keys<ResponseMessage>({
  status: true,
  reason: true,
  headers: true,
  trailers: true,
  bodyBytes: true,
  body: true,
  decodedBody: true,
  content: true,
});

export function writeResponse(to: AsciiWriter, message: ResponseMessage): void {
  const key = responseKeys;
  numberMember(to, key.status, message.status);
  stringMember(to, key.reason, message.reason);
  writeFieldsAndContent(to, key, message);
}

type FieldsAndContent = keyof RequestMessage & keyof ResponseMessage;

/** What requests and responses have in common, which ends both. */
function writeFieldsAndContent(
  to: AsciiWriter,
  key: Pick<Keys<RequestMessage>, FieldsAndContent>,
  message: Pick<RequestMessage, FieldsAndContent>,
): void {
  anyMember(to, key.headers, message.headers);
  anyMember(to, key.trailers, message.trailers);
  numberMember(to, key.bodyBytes, message.bodyBytes);
  stringMember(to, key.body, message.body);
  stringMember(to, key.decodedBody, message.decodedBody);
  contentMember(to, key.content, message.content);
  endMembers(to);
}

const contentKeys = keys<Content>({
  kind: true,
  charset: true,
  codings: true,
  decodedBytes: true,
  decoding: true,
  secrets: true,
});

function contentMember(to: AsciiWriter, name: Constant, content: Content | undefined): void {
  if (content === undefined) return;
  const key = contentKeys;
  to.constant(name);
  stringMember(to, key.kind, content.kind);
  stringMember(to, key.charset, content.charset);
  anyMember(to, key.codings, content.codings);
  numberMember(to, key.decodedBytes, content.decodedBytes);
  stringMember(to, key.decoding, content.decoding);
  numberMember(to, key.secrets, content.secrets);
  endMembers(to);
}
