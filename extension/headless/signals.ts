/** What a shell reports for a program that SIGINT ended. */
export const INTERRUPTED_STATUS = 130;

/** Ctrl-C in a terminal reaches us directly and through npm and the start script: that is one signal. */
const SAME_SIGNAL_MS = 500;

/**
 * The first SIGINT, SIGTERM or SIGHUP ends in order; a later one at once. Once everything has ended in order, which
 * the returned function says, none changes the exit status any more: the same Ctrl-C may still be on its way.
 */
export function onSignals(end: () => void): () => void {
  let first: number | undefined;
  let ended = false;
  const handle = () => {
    if (ended) return;
    const now = performance.now();
    if (first !== undefined && now - first > SAME_SIGNAL_MS) process.exit(INTERRUPTED_STATUS);
    first ??= now;
    end();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, handle);
  return () => {
    ended = true;
  };
}
