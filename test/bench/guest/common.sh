# What the guest's scripts have in common; goes before each of them. Each line `== NAME` begins the output of one
# measurement.
cd /bench || exit 1

section() { echo "== $1"; }

fail() {
  section failed
  echo "$*"
  exit 1
}

# load NAME CONNECTIONS: keeps so many connections busy for a second.
load() {
  section "$1"
  wrk -t1 -c"$2" -d1s http://127.0.0.1/small.json
}

