import { whereShared } from '../json/ascii-json.ts';
import type { AsciiWriter } from '../json/ascii-writer.ts';
import { anyMember, endMembers, keys, stringMember } from '../json/members.ts';
import type { Exchange } from '../protocol/exchange.ts';
import { writeRequest, writeResponse } from './message-json.ts';
import { writeTiming } from './timing-json.ts';

const exchangeKeys = keys<Exchange>({
  id: true,
  connection: true,
  side: true,
  protocol: true,
  scheme: true,
  process: true,
  peer: true,
  local: true,
  remote: true,
  request: true,
  response: true,
  timing: true,
  completeness: true,
  trace: true,
  cause: true,
  messages: true,
  grpc: true,
  stream: true,
  proxied: true,
});

const writeSharedRequest = whereShared(writeRequest);
const writeSharedResponse = whereShared(writeResponse);

/** The JSON of an exchange, member by member: finding out what an object is made of takes twice as long. */
export function writeExchange(to: AsciiWriter, exchange: Exchange): void {
  const key = exchangeKeys;
  const { response } = exchange;
  stringMember(to, key.id, exchange.id);
  stringMember(to, key.connection, exchange.connection);
  stringMember(to, key.side, exchange.side);
  stringMember(to, key.protocol, exchange.protocol);
  stringMember(to, key.scheme, exchange.scheme);
  anyMember(to, key.process, exchange.process);
  anyMember(to, key.peer, exchange.peer);
  anyMember(to, key.local, exchange.local);
  anyMember(to, key.remote, exchange.remote);
  to.constant(key.request);
  writeSharedRequest(to, exchange.request);
  to.constant(key.response);
  if (response) writeSharedResponse(to, response);
  else to.ascii('null');
  to.constant(key.timing);
  writeTiming(to, exchange.timing);
  anyMember(to, key.completeness, exchange.completeness);
  anyMember(to, key.trace, exchange.trace);
  anyMember(to, key.cause, exchange.cause);
  anyMember(to, key.messages, exchange.messages);
  anyMember(to, key.grpc, exchange.grpc);
  anyMember(to, key.stream, exchange.stream);
  anyMember(to, key.proxied, exchange.proxied);
  endMembers(to);
}
