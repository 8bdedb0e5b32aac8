import { goTo } from './meeting-place.ts';

/** Status where no trace of that id is there any more. */
const NOBODY_THERE = 3;

/** Carries the bytes between the standard streams and a trace that waits for its connection. */
export function attachToTrace(id: string): Promise<number> {
  const socket = goTo(id);
  return new Promise((resolve) => {
    let met = false;
    socket.once('connect', () => {
      met = true;
      process.stdin.pipe(socket).pipe(process.stdout);
    });
    process.stdout.on('error', () => socket.destroy());
    socket.on('error', (error) => {
      if (!met) process.stderr.write(`no trace waits here (${error.message})\n`);
    });
    socket.once('close', () => resolve(met ? 0 : NOBODY_THERE));
  });
}
