import type {
  AgentFailure,
  AgentNotifications,
  AgentRequests,
  DesignName,
} from '../../../remote-agent/protocol/messages.ts';
import {
  boolean,
  type Check,
  list,
  moment,
  nullOr,
  number,
  object,
  oneOf,
  optional,
  ShapeError,
  string,
} from './shape.ts';

const never: Check = (_value, path) => {
  throw new ShapeError(path);
};

const endpoint = object({ address: string, port: number, kind: optional(oneOf('unix')) });
const container = object({
  id: string,
  runtime: optional(string),
  name: optional(string),
  pod: optional(string),
});
const process = object({
  pid: number,
  name: string,
  command: string,
  cwd: optional(string),
  container: optional(container),
});

const headerField: Check = (value, path) => {
  if (!Array.isArray(value) || value.length !== 2) throw new ShapeError(path);
  string(value[0], path);
  string(value[1], path);
};

const content = object({
  kind: string,
  charset: optional(string),
  codings: optional(list(string)),
  decodedBytes: optional(number),
  decoding: optional(string),
  secrets: optional(number),
});
const messageMembers = {
  headers: list(headerField),
  trailers: optional(list(headerField)),
  bodyBytes: number,
  body: optional(string),
  decodedBody: optional(string),
  content: optional(content),
};

const response = object({
  status: number,
  reason: string,
  ...messageMembers,
});

const deepestField = 16;

function protobufField(depth: number): Check {
  const inner = depth === 0 ? never : list(protobufField(depth - 1));
  return object({
    number,
    type: string,
    value: optional(string),
    fields: optional(inner),
  });
}

const streamedMessage = object({
  timeMs: moment,
  from: oneOf('client', 'server'),
  kind: string,
  size: number,
  text: optional(string),
  data: optional(string),
  cut: optional(boolean),
  unfinished: optional(boolean),
  compressed: optional(boolean),
  undecodable: optional(string),
  closeCode: optional(number),
  eventType: optional(string),
  eventId: optional(string),
  fields: optional(list(protobufField(deepestField))),
});

const exchange = object({
  id: string,
  connection: string,
  side: oneOf('server', 'client'),
  protocol: string,
  scheme: string,
  process,
  peer: object({ process: optional(process) }),
  local: endpoint,
  remote: endpoint,
  request: object({
    method: string,
    target: string,
    authority: string,
    ...messageMembers,
  }),
  response: nullOr(response),
  timing: object({
    startMs: moment,
    requestEndMs: moment,
    responseStartMs: nullOr(moment),
    endMs: nullOr(moment),
    connectMs: optional(number),
    peer: optional(
      object({
        startMs: nullOr(moment),
        requestEndMs: nullOr(moment),
        responseStartMs: nullOr(moment),
        endMs: nullOr(moment),
      }),
    ),
    requestInSocketMs: optional(number),
    responseInSocketMs: optional(number),
  }),
  completeness: object({ state: string, notes: list(object({ kind: string })) }),
  trace: optional(
    object({
      traceId: optional(string),
      parentId: optional(string),
      sampled: optional(boolean),
      state: optional(string),
      requestId: optional(string),
    }),
  ),
  cause: optional(object({ exchange: string, by: string })),
  messages: optional(
    object({
      protocol: string,
      fromClient: number,
      fromServer: number,
      items: list(streamedMessage),
      lossy: optional(boolean),
    }),
  ),
  grpc: optional(
    object({
      service: string,
      method: string,
      status: nullOr(number),
      statusName: string,
      message: optional(string),
    }),
  ),
  stream: optional(
    object({
      id: number,
      pushed: optional(boolean),
      reset: optional(object({ by: string, code: string })),
    }),
  ),
  proxied: optional(object({ source: endpoint, destination: endpoint })),
});

const connection = object({
  id: string,
  event: string,
  timeMs: moment,
  local: endpoint,
  remote: nullOr(endpoint),
  process: nullOr(process),
  netns: optional(number),
  joined: optional(boolean),
  reason: optional(string),
  rttMs: optional(number),
  retransmits: optional(number),
  closedBy: optional(string),
  durationMs: optional(number),
  bytesSent: optional(number),
  bytesReceived: optional(number),
  bytesRead: optional(number),
  segmentsIn: optional(number),
  dataSegmentsIn: optional(number),
  segmentsOut: optional(number),
});

const designs: Record<DesignName, true> = {
  tracepoint: true,
  kprobe: true,
  raw_tp: true,
  socket_filter: true,
};
const design = oneOf(...Object.keys(designs));

const found = { works: boolean, reason: string, advice: string };
const finding = object(found);

const check = object({
  kernel: string,
  architecture: string,
  agentVersion: string,
  lockdown: string,
  node: object({ version: string, path: string }),
  privileges: object({
    user: string,
    uid: number,
    capabilities: list(string),
    loader: oneOf('root', 'capabilities', 'sudo', 'doas', 'none'),
    enough: finding,
    sudo: finding,
    perfEventParanoid: nullOr(number),
    unprivilegedBpfDisabled: nullOr(number),
  }),
  parts: list(object({ ...found, name: string })),
  designs: list(
    object({ ...found, name: design, attachments: list(object({ ...found, attachment: string })) }),
  ),
});

const failure = object({ code: string, message: string });

/** The shape of each notification; one that is missing here does not compile. */
export const notificationShapes: Record<keyof AgentNotifications, Check> = {
  exchanges: object({ items: list(exchange) }),
  connections: object({ items: list(connection) }),
  losses: object({ items: list(object({ reason: string, events: number, bytes: number })) }),
  ended: failure,
};

/** The shape of each answer. */
export const resultShapes: Record<keyof AgentRequests, Check> = {
  initialize: object({
    protocolVersion: number,
    agentVersion: string,
    kernel: string,
    architecture: string,
    clockMs: moment,
  }),
  start: object({
    design,
    attachment: string,
    refused: list(object({ design, attachment: string, reason: string })),
  }),
  check,
  replay: object({
    response,
    timing: object({ startMs: moment, responseStartMs: moment, endMs: moment }),
    cut: boolean,
  }),
  stop: object({ exchanges: number }),
};

/** What the agent puts into `data` of an error answer, where it does. */
export function asAgentFailure(value: unknown): AgentFailure | undefined {
  try {
    failure(value, 'data');
    return value as AgentFailure;
  } catch {
    return undefined;
  }
}
