# After loads.sh and peers.sh: the whole agent with each design, and what people would run in its place.

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

# with_agent NAME DESIGN
with_agent() {
  local name=$1 design=$2 before after first
  # Not to be served while the trace is on: it would be told.
  first=$(requests_served)
  node agent.cjs <&8 8>&- 9>&- >from-agent 2>agent.log &
  agent=$!
  frame '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":1}}' >&8
  frame '{"jsonrpc":"2.0","id":2,"method":"start","params":{"design":"'"$design"'","redact":true,"captureLimit":65536}}' >&8
  answered 2
  grep -aq '"attachment"' from-agent || fail "the agent did not start: $(cat from-agent)"
  loader=$(pgrep -x http-trace-load)
  # Its code is compiled while it runs, the last of it after more than ten thousand exchanges, and again after the end
  # of a load, when it sees for the first time how connections are cut.
  for run in cold warm-up-{1..5}; do
    load "$name-agent.$run" 8 small.json -d2s
    all_told
  done
  before=$(agent_ns)
  # Of what it does for a short load much would come after it.
  for run in 1 2 3; do load "$name-agent.load-$run" 8 small.json -d2s; done
  all_told
  after=$(agent_ns)
  section "$name-agent.ns"
  echo $((after - before))
  frame '{"jsonrpc":"2.0","id":3,"method":"stop","params":{}}' >&8
  answered 3
  kill "$agent"
  wait "$agent"
  section "$name-agent.served"
  echo $(($(requests_served) - first - 1))
  section "$name-agent.told"
  node tally.cjs from-agent || fail 'what the agent told could not be read'
  section "$name-agent.log"
  cat agent.log
}

# nginx counts what it answers; wrk leaves out what was under way at its end.
sed -i '0,/server {/s||server { location = /requests-served { stub_status; }|' /etc/nginx/nginx.conf
nginx -s reload || fail 'nginx did not reload'
mkfifo to-agent
exec 8<>to-agent
sleep 1
load warm-up 8
requests plain
with_agent hybrid tracepoint
for design in kprobe raw_tp socket_filter; do with_agent "$design" "$design"; done
compare_peers
section end
