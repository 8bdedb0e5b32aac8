# Run as root, after common.sh, on a test host whose clock counts instructions; ../loss.ts reads what it prints.

# level NAME CONNECTIONS DELAY: each connection waits so many milliseconds after an answer before it asks again.
level() {
  section "$capture.$1"
  echo "function delay() return $3 end" >delay.lua
  local script=(-s delay.lua)
  (($3 == 0)) && script=()
  wrk -t1 -c"$2" -d1s "${script[@]}" "http://127.0.0.1/small.json?$1"
}

# Waits until the agent has told nothing for two seconds.
all_told() {
  local size=-1 now quiet=0
  while ((quiet < 4)); do
    sleep 0.5
    now=$(stat -c %s told.ndjson)
    if ((now == size)); then quiet=$((quiet + 1)); else quiet=0; fi
    size=$now
  done
}

# lose NAME OPTIONS…: every load under one way of capturing.
lose() {
  capture=$1
  shift
  node agent.cjs trace "$@" >told.ndjson 2>agent.log &
  agent=$!
  until grep -qs '"type":"ready"' told.ndjson; do
    kill -0 "$agent" 2>/dev/null || fail "the agent ended: $(cat agent.log)"
    sleep 0.1
  done
  level light 4 20
  level medium 16 10
  level heavy 64 10
  level full 64 0
  all_told
  kill "$agent"
  wait "$agent"
  section "$capture.told"
  node tell-loss.cjs <told.ndjson || fail 'what the agent told could not be read'
}

section kernel
uname -r
load warm-up 8
lose hybrid --design tracepoint
for design in kprobe raw_tp socket_filter; do lose "$design" --design "$design"; done
section end
