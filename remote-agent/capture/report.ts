import type { AgentFailureCode, DesignName, Refusal, StartResult } from '../protocol/messages.ts';

/** What the loader says about itself in an EVENT_REPORT. */
export type LoaderReport =
  | ({ readonly type: 'ready' } & StartResult)
  /** Nothing more comes; what is left is to detach. */
  | { readonly type: 'told' }
  | {
      readonly type: 'failed';
      readonly code: AgentFailureCode;
      readonly message: string;
      readonly refused: readonly Refusal[];
    };

const designs = new Set<string>(['tracepoint', 'kprobe', 'raw_tp', 'socket_filter']);
const failureCodes = new Set<string>(['no-privilege', 'no-btf', 'no-design']);

/** Reads the JSON of a report; `null` where it is none of those that the loader may send. */
export function parseReport(json: string): LoaderReport | null {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return null;
  }
  if (!isRecord(value)) return null;
  const refused = Array.isArray(value['refused']) ? value['refused'].flatMap(readRefusal) : [];
  const { type, design, attachment, code, message } = value;
  if (type === 'ready' && isDesign(design) && typeof attachment === 'string') {
    return { type, design, attachment, refused };
  }
  if (type === 'told') return { type };
  if (type === 'failed' && isFailureCode(code) && typeof message === 'string') {
    return { type, code, message, refused };
  }
  return null;
}

function readRefusal(value: unknown): Refusal[] {
  if (!isRecord(value)) return [];
  const { design, attachment, reason } = value;
  if (!isDesign(design) || typeof attachment !== 'string' || typeof reason !== 'string') return [];
  return [{ design, attachment, reason }];
}

export function isDesign(value: unknown): value is DesignName {
  return typeof value === 'string' && designs.has(value);
}

function isFailureCode(value: unknown): value is AgentFailureCode {
  return typeof value === 'string' && failureCodes.has(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
