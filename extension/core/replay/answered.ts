import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import type { ReplayParams, ReplayResult } from '../../../remote-agent/protocol/replay.ts';

/** A request that was sent again and its answer, in the shape of the exchange that it repeats. */
export function answered(
  before: Exchange,
  id: string,
  { protocol, scheme, method, target, authority, headers, body }: ReplayParams,
  { response, timing, cut }: ReplayResult,
): Exchange {
  const { startMs, responseStartMs, endMs } = timing;
  const { id: _, trace: _trace, cause: _cause, messages: _messages, ...kept } = before;
  return {
    ...kept,
    ...{ id, protocol, scheme, response },
    request: {
      ...{ method, target, authority, headers },
      bodyBytes: body === undefined ? 0 : Buffer.byteLength(body, 'base64'),
      ...(body !== undefined && { body }),
    },
    timing: { startMs, requestEndMs: startMs, responseStartMs, endMs },
    completeness: cut
      ? {
          state: 'truncated',
          notes: [{ kind: 'cut', message: 'response', received: response.bodyBytes }],
        }
      : { state: 'complete', notes: [] },
  };
}
