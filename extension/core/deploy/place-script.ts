import { quote } from '../transport/shell.ts';
import { checksumList, type Package } from './artefacts.ts';
import { shellFunctions } from './shell-functions.ts';

/** Folders for when the cache cannot be used; what goes there is removed when the trace stops. */
const temporaryFolders = ['/var/tmp', '/tmp', '/dev/shm'];

/** Unused packages that stay in the cache beside the current one. */
const KEPT_PACKAGES = 2;

/**
 * The script that reads a package from its standard input and puts it on the host: into the first folder that
 * takes files, runs programs and has room. It prints `folder PATH`, then `kept cache` or `kept temporary`, and
 * `refused PATH: REASON` for each folder before that. Whatever it leaves half done, it removes.
 *
 * In the cache, the package appears under its name in one step (rename(2) onto a name that must not hold
 * anything): several windows may do this at once, and the first one wins.
 */
export function placeScript(pack: Package, gzipped: boolean): string {
  const [agent, loader] = pack.files;
  if (!agent || !loader) throw new Error('a package holds an agent and a loader');
  const roomKib = Math.ceil((2 * pack.size) / 1024) + 64;
  return `${shellFunctions}
work=
clean() { cd /; [ -z "$work" ] || rm -rf "$work"; }
trap clean EXIT
trap 'exit 1' HUP INT PIPE TERM

refuse() { say refused "$1: $(printf %s "$2" | tr '\\n' ' ')"; clean; work=; return 1; }
# Tries, rather than asks, whether folder $1 takes files, runs programs and has room; then $work is a folder in it.
try_folder() {
  work=
  error=$(mktemp -d "$1/$2" 2>&1) || { refuse "$1" "$error"; return 1; }
  work=$error
  # By a program: what a shell says of its own writes does not name the reason.
  error=$( { dd if=/dev/zero of="$work/room" bs=1024 count=${roomKib} >/dev/null; } 2>&1) ||
    { refuse "$1" "$error"; return 1; }
  rm -f "$work/room"
  printf '#!/bin/sh\\nexit 0\\n' >"$work/run"
  chmod 700 "$work/run"
  error=$("$work/run" 2>&1) || { refuse "$1" "programs cannot be run there ($error)"; return 1; }
  rm -f "$work/run"
}

cache=$(cache_folder)
kept=
error=$(make_cache 2>&1)
if own_folder "$cache"; then
  # What an upload left that was cut together with its host. Under a clock that was wrong it is of the future, and one
  # that goes on looks old: it works in its folder.
  for left in "$cache"/.upload-*; do
    age=$(($(date +%s) - $(date -r "$left" +%s 2>/dev/null || date +%s)))
    [ "$age" -gt 3600 ] || [ "$age" -lt -3600 ] || continue
    ls -ld /proc/[0-9]*/cwd 2>/dev/null | grep -qF -e "-> $left" || rm -rf "$left"
  done
  try_folder "$cache" .upload-XXXXXXXXXX && kept=cache
else
  refuse "$cache" "\${error:-it is not a folder of this user}"
fi
if [ -z "$kept" ]; then
  for folder in ${temporaryFolders.join(' ')}; do
    try_folder "$folder" .http-trace-agent-XXXXXXXXXX && kept=temporary && break
  done
fi
[ -n "$kept" ] || { say failed place; exit 1; }

fail() { say failed "$1"; say reason "$(printf %s "$2" | tr '\\n' ' ')"; exit 1; }
cd "$work" || fail write "cannot enter $work"
error=$( { ${gzipped ? 'gzip -dc' : 'cat'} >package; } 2>&1) || fail write "$error"
size=$(wc -c <package)
[ "$size" -eq ${pack.size} ] || fail write "$size of ${pack.size} bytes arrived"
error=$( { head -c ${agent.size} package >${agent.name}; } 2>&1) || fail write "$error"
error=$( { tail -c ${loader.size} package >${loader.name}; } 2>&1) || fail write "$error"
rm -f package
error=$(printf %s ${quote(checksumList(pack.files))} | sha256sum -c 2>&1) || fail verify "$error"
chmod 600 ${agent.name} && chmod 700 ${loader.name}
error=$(./${loader.name} --version </dev/null 2>&1) || fail run "$error"

cd /
if [ "$kept" = cache ]; then
  folder=$cache/${pack.id}
  if ! mv -T "$work" "$folder" 2>/dev/null; then
    # Somebody was faster, or what is there is damaged: then it makes way.
    if ! (own_folder "$folder" && cd "$folder" && printf %s ${quote(checksumList(pack.files))} |
      sha256sum -c >/dev/null 2>&1); then
      damaged=$(mktemp -d "$cache/.upload-XXXXXXXXXX") && mv "$folder" "$damaged/" 2>/dev/null
      rm -rf "$damaged"
      error=$(mv "$work" "$folder" 2>&1) || fail write "$error"
    fi
  fi
  # Newest first: the package in use, those that are kept, then those that go.
  touch -c "$folder"
  ls -1t "$cache" | grep -E '^[0-9a-f]{64}$' | grep -v '^${pack.id}$' | tail -n +${KEPT_PACKAGES + 1} |
    while read -r old; do in_use "$cache/$old" || rm -rf "$cache/$old"; done
else
  folder=$work
  work=
fi
say kept "$kept"
say folder "$folder"
`;
}
