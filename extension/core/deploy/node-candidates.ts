/** The oldest Node that runs the agent. */
export const OLDEST_NODE_MAJOR = 18;

/** Shell patterns of where Node is found apart from PATH: common prefixes, editors' servers, version managers. */
const patterns = `
/usr/local/bin/node /usr/bin/node /usr/bin/nodejs /opt/node/bin/node /opt/node*/bin/node
"$HOME"/.vscode-server*/cli/servers/*/server/node "$HOME"/.vscode-server*/bin/*/node
"$HOME"/.vscodium-server*/cli/servers/*/server/node "$HOME"/.vscodium-server*/bin/*/node
"$HOME"/.cursor-server/cli/servers/*/server/node "$HOME"/.cursor-server/bin/*/node
"$HOME"/.windsurf-server/cli/servers/*/server/node "$HOME"/.windsurf-server/bin/*/node
"\${NVM_DIR:-$HOME/.nvm}"/versions/node/*/bin/node
"$HOME"/.local/share/fnm/node-versions/*/installation/bin/node
"$HOME"/.fnm/node-versions/*/installation/bin/node
"\${VOLTA_HOME:-$HOME/.volta}"/tools/image/node/*/bin/node
"\${ASDF_DATA_DIR:-$HOME/.asdf}"/installs/nodejs/*/bin/node
"\${MISE_DATA_DIR:-$HOME/.local/share/mise}"/installs/node/*/bin/node
"\${N_PREFIX:-$HOME/n}"/bin/node /usr/local/n/versions/node/*/bin/node
"$HOME"/.nodenv/versions/*/bin/node "$HOME"/.local/bin/node
/home/linuxbrew/.linuxbrew/bin/node /snap/bin/node /usr/lib/nodejs*/bin/node
`;

/**
 * Part of the probe: says `node PATH` for the first Node that runs and is new enough, `old-node VERSION PATH` for
 * those that are not. PATH first, then known places, then the login shell, whose start may be slow or may hang.
 */
export const nodeCandidates = `
node=
try_node() {
  [ -z "$node" ] && [ -f "$1" ] && [ -x "$1" ] || return 0
  version=$("$1" --version </dev/null 2>/dev/null) || return 0
  major=\${version#v}
  major=\${major%%.*}
  case $major in ''|*[!0-9]*) return 0 ;; esac
  if [ "$major" -ge ${OLDEST_NODE_MAJOR} ]; then
    node=$1
    say node "$1"
    say node-version "$version"
  else
    say old-node "$version $1"
  fi
}
on_path=$(command -v node 2>/dev/null) || on_path=
case $on_path in /*) try_node "$on_path" ;; esac
if [ -z "$node" ] && own_folder "$cache"; then
  for candidate in "$cache"/node-v*/node; do try_node "$candidate"; done
fi
if [ -z "$node" ]; then
  for candidate in ${patterns.trim().replaceAll('\n', ' ')}; do
    try_node "$candidate"
  done
fi
if [ -z "$node" ] && [ -n "$SHELL" ] && command -v timeout >/dev/null 2>&1; then
  found=$(timeout 5 "$SHELL" -lc 'command -v node' </dev/null 2>/dev/null | tail -n 1)
  case $found in /*) try_node "$found" ;; esac
fi
`;
