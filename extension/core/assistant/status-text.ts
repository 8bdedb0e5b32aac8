import type { TraceStore } from '../store/trace-store.ts';

/** What is held of a trace, and what is missing of it, after a sentence that says how it is. */
export function statusText(how: string, store: TraceStore): string {
  const { total, exchanges, losses, tracedHosts } = store;
  const lost = losses.map(({ host, reason, events }) =>
    [reason, events, ...(tracedHosts.length > 1 && host ? [`on ${host}`] : [])].join(' '),
  );
  return [
    how,
    `${total} exchanges were seen, ${exchanges.length} of them are held.`,
    ...(lost.length > 0 ? [`Events that were lost: ${lost.join(', ')}.`] : []),
  ].join(' ');
}
