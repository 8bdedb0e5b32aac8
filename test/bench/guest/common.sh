# What the guest's scripts have in common; goes before each of them. Each line `== NAME` begins the output of one
# measurement.
cd /bench || exit 1

section() { echo "== $1"; }

fail() {
  section failed
  echo "$*"
  exit 1
}

# load NAME CONNECTIONS [FILE [OPTIONS OF WRK…]]: keeps so many connections busy for a second.
load() {
  local name=$1 connections=$2 file=${3:-small.json}
  shift 2
  (($# > 0)) && shift
  section "$name"
  wrk -t1 -c"$connections" -d1s "$@" "http://127.0.0.1:${port:-80}/$file"
}
