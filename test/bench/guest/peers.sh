# Run as root, after common.sh, on a test host whose clock counts instructions; ../peers.ts reads what it prints.
# Each program has said that it is ready before the load begins, and what it has told is counted when that ends.

# long_load NAME PORT
long_load() {
  section "$1.load"
  wrk -t1 -c8 -d3s --timeout 30s "http://127.0.0.1:$2/small.json"
}

# ready FILE WORDS: waits until the program has written them.
ready() {
  until grep -aqs "$2" "$1"; do
    kill -0 "$peer" 2>/dev/null || fail "a program ended before it was ready: $(tail -c 500 "$1")"
    sleep 0.1
  done
}

# told NAME COUNT
told() {
  section "$1.told"
  echo "$2"
}

end_peer() {
  kill -INT "$peer"
  wait "$peer"
}

section kernel
uname -r
load warm-up 8
long_load plain 80

tcpdump -i lo -U -w packets.pcap 'tcp port 80' 2>tcpdump.log &
peer=$!
ready tcpdump.log 'listening on'
long_load tcpdump 80
end_peer
told tcpdump "$(awk '/packets captured/ { print $1 }' tcpdump.log)"
rm packets.pcap

tshark -i lo -l -Y http >tshark.out 2>tshark.log &
peer=$!
ready tshark.log 'Capturing on'
# It says so before its capturing process does.
sleep 2
long_load tshark 80
told tshark "$(wc -l <tshark.out)"
end_peer

bpftrace -e 'kprobe:tcp_sendmsg { printf("%d %s %d\n", pid, comm, arg2); }' >bpftrace.out 2>bpftrace.log &
peer=$!
until grep -qs nginx bpftrace.out; do
  kill -0 "$peer" 2>/dev/null || fail "bpftrace ended: $(cat bpftrace.log)"
  curl -so /dev/null http://127.0.0.1/small.json
  sleep 0.2
done
: >bpftrace.out
long_load bpftrace 80
told bpftrace "$(wc -l <bpftrace.out)"
end_peer

mitmdump --mode reverse:http://127.0.0.1:80 --listen-port 8080 >mitmproxy.out 2>&1 &
peer=$!
ready mitmproxy.out 'listening at'
long_load mitmproxy 8080
told mitmproxy "$(grep -c 'GET http' mitmproxy.out)"
end_peer

section end
