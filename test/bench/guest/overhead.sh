# Run as root, after common.sh, on a test host whose clock counts instructions (see ../../vm/serial-run.ts);
# ../overhead.ts reads what it prints.
stream_bytes=67108864
ping_rounds=10000

# How requests of several connections meet in one wake-up differs from run to run, by up to 2 % of their rate:
# hence three of them, and one connection alone, where nothing can meet.
requests() {
  load "$1.load-1" 8
  load "$1.load-2" 8
  load "$1.load-3" 8
  load "$1.one-connection" 1
}

bytes() {
  section "$1.stream"
  ./byte-stream stream "$stream_bytes" || fail 'the byte stream broke'
  section "$1.pingpong"
  ./byte-stream pingpong "$ping_rounds" || fail 'the pingpong broke'
}

# Nanoseconds that the threads of a process have run.
ran_ns() { cat /proc/"$1"/task/*/schedstat | awk '{ sum += $1 } END { printf "%.0f\n", sum }'; }

# The loader gives up its privileges right after it has attached, which can be seen without reading its output.
capture_on() {
  ./http-trace-loader "$@" <&9 >/dev/null 2>loader.log &
  loader=$!
  until [[ $(grep CapEff: /proc/$loader/status 2>/dev/null) == *0000000000000000 ]]; do
    kill -0 "$loader" 2>/dev/null || fail "the loader ended: $(cat loader.log)"
    sleep 0.05
  done
}

capture_off() {
  kill "$loader"
  wait "$loader" || fail "the loader ended with $?: $(cat loader.log)"
}

programs() {
  section "$1"
  bpftool -j prog show
  echo
}

capture() {
  local name=$1
  shift
  capture_on "$@"
  local before after
  before=$(ran_ns "$loader")
  requests "$name"
  # What the last records cost belongs to it.
  sleep 1
  after=$(ran_ns "$loader")
  section "$name.loader-ns"
  echo $((after - before))
  bytes "$name"
  programs "$name.programs-before"
  sysctl -q kernel.bpf_stats_enabled=1
  load "$name.counted-load" 8
  programs "$name.programs-http"
  section "$name.counted-pingpong"
  ./byte-stream pingpong "$ping_rounds" || fail 'the pingpong broke'
  programs "$name.programs-pingpong"
  sysctl -q kernel.bpf_stats_enabled=0
  capture_off
}

# Requests that nginx has begun to answer, this one included.
requests_served() { curl -s http://127.0.0.1/requests-served | awk 'NR == 3 { print $3 }'; }

frame() { printf 'Content-Length: %d\r\n\r\n%s' "${#1}" "$1"; }

# Waits until the agent has told nothing for two seconds.
all_told() {
  local size=-1 quiet=0
  while ((quiet < 4)); do
    sleep 0.5
    now=$(stat -c %s from-agent)
    if ((now == size)); then quiet=$((quiet + 1)); else quiet=0; fi
    size=$now
  done
}

answered() {
  until grep -aq "\"id\":$1[,}]" from-agent; do
    kill -0 "$agent" 2>/dev/null || fail "the agent ended: $(cat agent.log)"
    sleep 0.1
  done
}

agent_ns() { echo $(($(ran_ns "$agent") + $(ran_ns "$loader"))); }

with_agent() {
  local before after first
  # Not to be served while the trace is on: it would be told.
  first=$(requests_served)
  node agent.cjs <&8 8>&- 9>&- >from-agent 2>agent.log &
  agent=$!
  frame '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":1}}' >&8
  frame '{"jsonrpc":"2.0","id":2,"method":"start","params":{"design":"auto","redact":true,"captureLimit":65536}}' >&8
  answered 2
  grep -aq '"attachment"' from-agent || fail "the agent did not start: $(cat from-agent)"
  loader=$(pgrep -x http-trace-load)
  # Its code is compiled while it runs.
  load agent.cold 8
  all_told
  before=$(agent_ns)
  load agent.load-1 8
  load agent.load-2 8
  load agent.load-3 8
  all_told
  after=$(agent_ns)
  section agent.ns
  echo $((after - before))
  frame '{"jsonrpc":"2.0","id":3,"method":"stop","params":{}}' >&8
  answered 3
  kill "$agent"
  wait "$agent"
  section agent.served
  echo $(($(requests_served) - first - 1))
  section agent.told
  node tally.cjs from-agent || fail 'what the agent told could not be read'
  section agent.log
  cat agent.log
}

# nginx counts what it answers; wrk leaves out what was under way at its end.
sed -i '0,/server {/s||server { location = /requests-served { stub_status; }|' /etc/nginx/nginx.conf
nginx -s reload || fail 'nginx did not reload'
# Held open, so that neither loader nor agent sees an end of its input.
mkfifo hold to-agent
exec 9<>hold 8<>to-agent
sleep 1

section kernel
uname -r
# The first run fills caches of files, of names and of qemu's own.
load warm-up 8
bytes warm-up
requests plain
bytes plain
capture fentry --attachment fentry
capture kprobe --attachment kprobe
requests plain-again
bytes plain-again
with_agent
section end
