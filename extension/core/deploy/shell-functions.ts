/** A file in the cache that says that the folder around it was made for it. */
export const MADE_PARENT = '.made-parent';

/** What the scripts of a deployment share. Plain POSIX, so that dash and BusyBox run it. */
export const shellFunctions = `
LC_ALL=C
export LC_ALL
unset CDPATH
umask 077
say() { printf '%s %s\\n' "$1" "$2"; }
# Where packages are kept: in the user's cache (XDG Base Directory Specification).
cache_folder() {
  case $XDG_CACHE_HOME in
    /*) printf %s/http-trace "$XDG_CACHE_HOME" ;;
    *) printf %s/.cache/http-trace "$HOME" ;;
  esac
}
# Makes that folder, and notes where the one around it was made too, so that everything can be removed again.
make_cache() {
  made_parent=
  [ -d "$(dirname "$(cache_folder)")" ] || made_parent=yes
  mkdir -p "$(cache_folder)" || return 1
  own_folder "$(cache_folder)" || return 0
  chmod 700 "$(cache_folder)"
  [ -z "$made_parent" ] || : >"$(cache_folder)/${MADE_PARENT}"
}
# Whether a program runs out of folder $1, or with a file in it.
in_use() { grep -qsF "$1/" /proc/[0-9]*/cmdline; }
# A real folder of this user's; nothing is run out of what somebody else could have put there.
own_folder() { [ -d "$1" ] && [ ! -L "$1" ] && [ -O "$1" ]; }
`;
