import { Link, patientHeartbeatMs } from '../protocol/link.ts';
import { MeetingPlace } from './meeting-place.ts';
import { serve } from './serve.ts';

const checkEveryMs = 1000;
const lastWordsMs = 2000;

/**
 * Answers the extension over a link that outlives its carrier: first the standard streams, later whoever comes to
 * the meeting place. Without a carrier the trace goes on for the grace time, and then ends. Returns the exit status.
 */
export async function serveWithGrace(
  id: string,
  graceMs: number,
  log: (line: string) => void,
): Promise<number> {
  const link = new Link(graceMs === 0 ? { heartbeatMs: patientHeartbeatMs } : {});
  // A side that speaks nonsense ends the trace like one that is gone.
  link.on('error', (error) => log(`The connection to the extension broke: ${error.message}`));
  const place =
    graceMs > 0
      ? await MeetingPlace.open(id, (socket) => {
          link.attach({ readable: socket, writable: socket });
        }).catch((error: Error) => {
          log(`A connection that is cut ends the trace at once: ${error.message}.`);
          return undefined;
        })
      : undefined;
  let waiting: NodeJS.Timeout | undefined;
  link.on('carried', () => clearInterval(waiting));
  link.on('dropped', () => {
    const until = performance.now() + graceMs;
    const look = () => {
      if (place?.exists && performance.now() < until) return;
      clearInterval(waiting);
      link.destroy();
    };
    clearInterval(waiting);
    waiting = setInterval(look, Math.min(checkEveryMs, graceMs));
    look();
  });
  link.attach({ readable: process.stdin, writable: process.stdout });
  await serve(link, link, log);
  clearInterval(waiting);
  await said(link);
  await place?.close();
  return 0;
}

/** Waits until the other side has everything, or is gone, or takes too long. */
function said(link: Link): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, lastWordsMs).unref();
    if (link.destroyed || !link.carried) resolve();
    else link.once('finish', resolve).once('dropped', resolve).once('close', resolve).end();
  });
}
