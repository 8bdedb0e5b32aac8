# After loads.sh: every way of capturing, the loader alone.

# The loader gives up its privileges right after it has attached, which can be seen without reading its output.
capture_on() {
  ./http-trace-loader "$@" <&9 >/dev/null 2>loader.log &
  loader=$!
  until grep -qs 'NoNewPrivs:.1' /proc/$loader/status; do
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
  answers "$name"
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

truncate -s 100M /var/www/html/100m
sleep 1
section kernel
uname -r
# The first run fills caches of files, of names and of qemu's own.
load warm-up 8
answers warm-up
bytes warm-up
requests plain
answers plain
bytes plain
capture hybrid --design tracepoint --attachment fentry
capture hybrid-kprobe --design tracepoint --attachment kprobe
capture kprobe --design kprobe
capture raw_tp --design raw_tp
capture socket_filter --design socket_filter
requests plain-again
answers plain-again
bytes plain-again
section end
