import type { HeaderField, TraceContext } from '../protocol/exchange.ts';

/**
 * What a request's fields say of the trace it belongs to: `traceparent` and `tracestate` (W3C Trace Context), `b3`
 * in one field or several (B3 Propagation), `x-request-id`. Values that break their format are left out, as their
 * specifications demand.
 */
export function traceContextOf(fields: readonly HeaderField[]): TraceContext | undefined {
  let values: Map<string, string> | null = null;
  for (const [name, value] of fields) {
    const known = interesting.get(name.length)?.find((wanted) => wanted === name.toLowerCase());
    if (!known) continue;
    values ??= new Map();
    if (!values.has(known)) values.set(known, value);
  }
  if (!values) return undefined;
  const state = values.get('tracestate');
  const requestId = values.get('x-request-id');
  const context: TraceContext = {
    ...(fromTraceParent(values.get('traceparent')) ?? fromB3(values)),
    ...(state !== undefined && state !== '' && { state }),
    ...(requestId !== undefined && requestId !== '' && { requestId }),
  };
  return Object.keys(context).length > 0 ? context : undefined;
}

const names = [
  'traceparent',
  'tracestate',
  'b3',
  'x-b3-traceid',
  'x-b3-spanid',
  'x-b3-sampled',
  'x-b3-flags',
  'x-request-id',
];
/** By length, so that most names are told apart without looking at them. */
const interesting = new Map(
  names.map(({ length }) => [length, names.filter((name) => name.length === length)]),
);

/** Version 00, and the beginning that later versions have in common with it (W3C Trace Context, section 3.2). */
function fromTraceParent(value: string | undefined): TraceContext | undefined {
  const match = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/.exec(
    value ?? '',
  );
  if (!match) return undefined;
  const [, version = '', traceId = '', parentId = '', flags = '', more] = match;
  if (version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (isZero(traceId) || isZero(parentId)) return undefined;
  return { traceId, parentId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

function fromB3(values: ReadonlyMap<string, string>): TraceContext | undefined {
  const single =
    /^([0-9a-f]{16}|[0-9a-f]{32})-([0-9a-f]{16})(?:-([01d]))?(?:-[0-9a-f]{16})?$/i.exec(
      values.get('b3') ?? '',
    );
  const debug = values.get('x-b3-flags') === '1' ? 'd' : undefined;
  const [traceId = '', parentId = '', sampled] = single
    ? single.slice(1)
    : [values.get('x-b3-traceid'), values.get('x-b3-spanid'), debug ?? values.get('x-b3-sampled')];
  if (!/^([0-9a-f]{16}|[0-9a-f]{32})$/i.test(traceId) || isZero(traceId)) return undefined;
  return {
    traceId: traceId.toLowerCase(),
    ...(/^[0-9a-f]{16}$/i.test(parentId) && { parentId: parentId.toLowerCase() }),
    ...(sampled !== undefined && { sampled: /^(1|d|true)$/.test(sampled) }),
  };
}

function isZero(digits: string): boolean {
  return /^0+$/.test(digits);
}
