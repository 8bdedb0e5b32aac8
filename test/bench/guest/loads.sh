# After common.sh, as root, on a test host whose clock counts instructions (see ../../vm/serial-run.ts): the loads of
# ../overhead.ts.
stream_bytes=67108864
ping_rounds=10000
# Held open, so that neither loader nor agent sees an end of its input.
mkfifo hold
exec 9<>hold

# How requests of several connections meet in one wake-up differs from run to run, by up to 2 % of their rate:
# hence three of them, and one connection alone, where nothing can meet.
requests() {
  load "$1.load-1" 8
  load "$1.load-2" 8
  load "$1.load-3" 8
  load "$1.one-connection" 1
}

answers() {
  load "$1.64k" 8 64k.txt
  load "$1.new-connections" 8 small.json -H 'Connection: close'
  section "$1.download"
  curl -sf -o /dev/null -w '%{time_total} seconds\n' http://127.0.0.1/100m || fail 'the download broke'
}

bytes() {
  section "$1.stream"
  # How its packets lie in memory moves one run by up to 2.5 %.
  for _ in 1 2 3 4; do
    ./byte-stream stream "$stream_bytes" || fail 'the byte stream broke'
  done
  section "$1.pingpong"
  ./byte-stream pingpong "$ping_rounds" || fail 'the pingpong broke'
}

# Nanoseconds that the threads of a process have run.
ran_ns() { cat /proc/"$1"/task/*/schedstat | awk '{ sum += $1 } END { printf "%.0f\n", sum }'; }
