import type { Readable } from 'node:stream';

/** After so many keep-alive intervals without a byte a connection is taken for cut. */
const SILENT_INTERVALS = 4;

/**
 * Calls `silent` once, with the seconds, when nothing came over a stream for so long that keep-alives must have gone
 * unanswered. As in OpenSSH every byte counts: on a slow link the answers to keep-alives wait behind everything else
 * that is under way, and an upload or a full trace would count as a cut. Returns what ends the watch.
 */
export function watchForSilence(
  stream: Readable,
  intervalMs: number,
  silent: (seconds: number) => void,
): () => void {
  let intervals = 0;
  const heard = () => {
    intervals = 0;
  };
  const timer = setInterval(() => {
    if (++intervals < SILENT_INTERVALS) return;
    end();
    silent((SILENT_INTERVALS * intervalMs) / 1000);
  }, intervalMs);
  const end = () => {
    clearInterval(timer);
    stream.off('data', heard);
  };
  stream.on('data', heard);
  return end;
}
