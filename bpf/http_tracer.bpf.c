// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The kprobes design, for kernels without usable tracepoints: kprobes for data and for connections. */
#include "include/connection_probes.h"
#include "include/existing.h"
#include "include/transfer_probes.h"
#include "include/unix_probes.h"

char LICENSE[] SEC("license") = "Dual MIT/GPL";

/* Every change of state goes through here, but for the ones around a new socket and around listen(). */
SEC("kprobe/tcp_set_state")
int BPF_KPROBE(state_entered, struct sock *sk, int new_state)
{
	int old_state = BPF_CORE_READ(sk, __sk_common.skc_state);
	return old_state == new_state ? 0 : handle_state(sk, old_state, new_state, false);
}

SEC("kprobe/inet_csk_listen_start")
int BPF_KPROBE(listen_entered, struct sock *sk)
{
	struct call_note note = { .sk = sk };
	return enter(&note);
}

SEC("kretprobe/inet_csk_listen_start")
int BPF_KRETPROBE(listen_left, int result)
{
	struct entered_call *call = entered_call();
	struct sock *sk = call ? call->note.sk : 0;
	if (!sk)
		return 0;
	leave(call);
	return result ? 0 : handle_state(sk, TCP_CLOSE, TCP_LISTEN, false);
}

/* Each attempt, also one that the kernel then gives up. */
SEC("kprobe/tcp_retransmit_skb")
int BPF_KPROBE(retransmit_entered, struct sock *sk)
{
	return handle_retransmit(sk, false);
}

/* Of both families. */
SEC("kprobe/tcp_v4_destroy_sock")
int BPF_KPROBE(destroy_entered, struct sock *sk)
{
	return handle_destroy(sk, false);
}
