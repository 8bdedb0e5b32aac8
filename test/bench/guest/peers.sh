# After common.sh, with the disk of ../peers.ts: what people would run in place of a trace, under the same loads.

# peer NAME READY COMMAND…: READY is what the command says once it is on.
peer() {
  local name=$1 ready=$2 run
  shift 2
  chroot /peers "$@" >peer.out 2>peer.log &
  peer=$!
  until grep -aqE "$ready" peer.out peer.log; do
    kill -0 "$peer" 2>/dev/null || fail "$name ended: $(cat peer.out peer.log)"
    sleep 0.1
  done
  sleep 1
  for run in 1 2 3; do load "$name.load-$run" 8; done
  load "$name.one-connection" 1
  sleep 1
  kill -0 "$peer" || fail "$name ended: $(cat peer.log)"
  # What it has still to decode, minutes of it, is not waited for.
  kill -KILL "$peer"
  wait "$peer"
  section "$name.output"
  stat -c %s peer.out
}

compare_peers() {
  local tree
  mkdir -p /peers
  mount /dev/vdd /peers || fail 'the disk of the peers could not be mounted'
  for tree in dev proc sys tmp; do mount --rbind "/$tree" "/peers/$tree"; done
  cp /etc/passwd /etc/group /peers/etc/
  peer tcpdump 'listening on' tcpdump -Z root -i lo -w -
  peer tshark 'Capturing on' tshark -n -l -i lo -Y http -T fields \
    -e http.request.method -e http.request.uri -e http.response.code
  peer bpftrace 'Attaching' bpftrace -e 'kprobe:tcp_sendmsg { printf("%d %s %d\n", pid, comm, arg2); }'
  export PYTHONUNBUFFERED=1
  port=8080 peer mitmproxy 'listening at' mitmdump --set confdir=/tmp/mitmproxy \
    --mode reverse:http://127.0.0.1:80 --listen-port 8080
}
