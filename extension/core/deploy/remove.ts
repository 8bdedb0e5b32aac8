import { SessionError } from '../session/session.ts';
import { printable } from '../text/printable.ts';
import { runScript } from '../transport/run.ts';
import type { Transport } from '../transport/transport.ts';
import { linesByName } from './probe.ts';
import { MADE_PARENT, shellFunctions } from './shell-functions.ts';

/** Something that deployments put on a host. */
export interface LeftOnHost {
  readonly path: string;
  readonly kib: number;
}

const TIME_LIMIT_MS = 60_000;

/** Runs a command for each place that deployments of this user ever used. */
const eachPlace = `${shellFunctions}
each_place() {
  cache=$(cache_folder)
  if own_folder "$cache"; then "$@" "$cache"; fi
  for folder in /var/tmp/.http-trace-agent-?????????? /tmp/.http-trace-agent-?????????? /dev/shm/.http-trace-agent-??????????; do
    if own_folder "$folder"; then "$@" "$folder"; fi
  done
}
`;

/** What deployments of this user left on the host. */
export async function listOnHost(transport: Transport, signal: AbortSignal): Promise<LeftOnHost[]> {
  const script = `${eachPlace}
tell() { say left "$(du -sk "$1" 2>/dev/null | cut -f 1) $1"; }
each_place tell
say end yes
`;
  const { stdout } = await runScript(transport, script, { timeLimitMs: TIME_LIMIT_MS, signal });
  return (linesByName(stdout).get('left') ?? []).flatMap((line) => {
    const [, kib = '0', path] = /^(\d*) (\/.*)$/.exec(line) ?? [];
    return path === undefined ? [] : [{ path: printable(path), kib: Number(kib) }];
  });
}

/**
 * Removes everything that deployments ever put on the host for this user.
 *
 * @throws SessionError `deployment-failed`
 */
export async function removeFromHost(transport: Transport, signal: AbortSignal): Promise<void> {
  const script = `${eachPlace}
status=0
remove() {
  made_parent=
  [ ! -e "$1/${MADE_PARENT}" ] || made_parent=yes
  rm -rf "$1" || status=1
  [ -z "$made_parent" ] || rmdir "\${1%/*}" 2>/dev/null || :
}
each_place remove
exit $status
`;
  const options = { timeLimitMs: TIME_LIMIT_MS, signal };
  const { code, stderr } = await runScript(transport, script, options);
  if (code === 0) return;
  throw new SessionError(
    'deployment-failed',
    `Not everything could be removed from ${transport.host} (${printable(stderr) || `exit status ${code}`}); remove ~/.cache/http-trace there by hand.`,
  );
}
