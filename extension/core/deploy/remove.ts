import { SessionError } from '../session/session.ts';
import { printable } from '../text/printable.ts';
import { runScript } from '../transport/run.ts';
import type { Transport } from '../transport/transport.ts';
import { shellFunctions } from './shell-functions.ts';

/** Removes everything that deployments ever put on the host for this user. */
export async function removeFromHost(transport: Transport, signal: AbortSignal): Promise<void> {
  const script = `${shellFunctions}
cache=$(cache_folder)
status=0
if own_folder "$cache"; then rm -rf "$cache" || status=1; fi
for folder in /var/tmp/.http-trace-agent-?????????? /tmp/.http-trace-agent-?????????? /dev/shm/.http-trace-agent-??????????; do
  if own_folder "$folder"; then rm -rf "$folder" || status=1; fi
done
exit $status
`;
  const { code, stderr } = await runScript(transport, script, { timeLimitMs: 60_000, signal });
  if (code === 0) return;
  throw new SessionError(
    'deployment-failed',
    `Not everything could be removed from ${transport.host} (${printable(stderr) || `exit status ${code}`}); remove ~/.cache/http-trace there by hand.`,
  );
}
