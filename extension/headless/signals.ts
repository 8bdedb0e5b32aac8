/** What a shell reports for a program that SIGINT ended. */
export const INTERRUPTED_STATUS = 130;

/** Ctrl-C in a terminal reaches us directly and through npm and the start script: that is one signal. */
const SAME_SIGNAL_MS = 500;

/** The first SIGINT, SIGTERM or SIGHUP ends in order; a later one at once. */
export function onSignals(end: () => void): () => void {
  let first: number | undefined;
  const handle = () => {
    const now = performance.now();
    if (first !== undefined && now - first > SAME_SIGNAL_MS) process.exit(INTERRUPTED_STATUS);
    first ??= now;
    end();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, handle);
  return () => {
    for (const signal of signals) process.off(signal, handle);
  };
}
