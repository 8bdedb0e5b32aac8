import { SessionError } from '../session/session.ts';
import { printable } from '../text/printable.ts';
import { runScript } from '../transport/run.ts';
import type { Transport } from '../transport/transport.ts';
import { linesByName } from './probe.ts';
import type { Runtime } from './runtime.ts';
import { shellFunctions } from './shell-functions.ts';

const UPLOAD_TIME_LIMIT_MS = 1_800_000;

/**
 * Puts a Node beside the packages in the user's cache on the host, in one step, and returns its path.
 *
 * @throws SessionError `no-node` where it cannot be put there or does not run
 */
export async function placeNode(
  transport: Transport,
  runtime: Runtime,
  signal: AbortSignal,
): Promise<string> {
  const { gzipped } = runtime;
  const result = await runScript(transport, placeNodeScript(runtime), {
    input: gzipped,
    timeLimitMs: UPLOAD_TIME_LIMIT_MS,
    signal,
  });
  const values = linesByName(result.stdout);
  const path = values.get('node')?.[0];
  if (result.code === 0 && path?.startsWith('/')) return path;
  const reason =
    printable(values.get('reason')?.[0] ?? '') || printable(result.stderr) || result.preamble;
  throw new SessionError(
    'no-node',
    `Node.js ${runtime.version} could not be put on ${transport.host} (${reason || `exit status ${result.code}`}); install Node.js there.`,
  );
}

function placeNodeScript({ version, sha256, size }: Runtime): string {
  return `${shellFunctions}
work=
clean() { cd /; [ -z "$work" ] || rm -rf "$work"; }
trap clean EXIT
trap 'exit 1' HUP INT PIPE TERM
fail() { say reason "$(printf %s "$1" | tr '\\n' ' ')"; exit 1; }

error=$(make_cache 2>&1) || fail "$error"
cache=$(cache_folder)
own_folder "$cache" || fail "$cache is not a folder of this user"
work=$(mktemp -d "$cache/.upload-XXXXXXXXXX") || fail 'no temporary folder'
cd "$work" || fail "cannot enter $work"
error=$( { gzip -dc >node; } 2>&1) || fail "$error"
arrived=$(wc -c <node)
[ "$arrived" -eq ${size} ] || fail "$arrived of ${size} bytes arrived"
error=$(printf '${sha256}  node\\n' | sha256sum -c 2>&1) || fail "$error"
chmod 700 node
error=$(./node --version </dev/null 2>&1) || fail "it does not run there: $error"
cd /
folder=$cache/node-v${version}
for old in "$cache"/node-v*; do in_use "$old" || rm -rf "$old"; done
mv -T "$work" "$folder" 2>/dev/null || [ -x "$folder/node" ] || fail 'it could not be moved into its place'
say node "$folder/node"
`;
}
