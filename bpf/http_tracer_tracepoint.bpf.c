// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The hybrid design: sock:inet_sock_set_state for connections, tcp_sendmsg and tcp_recvmsg for data.
 * Two sets of thin wrappers around the same handlers; the loader switches on the one that this kernel takes.
 */
#include "include/connection_direct.h"
#include "include/connection_probes.h"
#include "include/existing.h"
#include "include/transfer.h"
#include "include/unix_programs.h"

char LICENSE[] SEC("license") = "Dual MIT/GPL";

/* The first set: tp_btf and fexit, with direct loads. */

SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(state_direct, struct sock *sk, int old_state, int new_state)
{
	return handle_state(sk, old_state, new_state, true);
}

SEC("fexit/tcp_sendmsg")
int BPF_PROG(send_direct, struct sock *sk, struct msghdr *message, size_t size, int moved)
{
	return handle_transfer(sk, message, 0, moved, SENT, true);
}

static __always_inline int received(struct sock *sk, struct msghdr *message, int flags, int moved,
				    bool direct)
{
	if (flags & (MSG_PEEK | MSG_ERRQUEUE))
		return 0;
	return handle_transfer(sk, message, flags, moved, RECEIVED, direct);
}

/* One program for each signature that tcp_recvmsg has had; the loader reads the kernel's from its BTF. */

SEC("fexit/tcp_recvmsg") /* up to 5.18 */
int BPF_PROG(receive_direct_6, struct sock *sk, struct msghdr *message, size_t size, int nonblock,
	     int flags, int *address_length, int moved)
{
	return received(sk, message, flags, moved, true);
}

SEC("fexit/tcp_recvmsg") /* from 5.19 on */
int BPF_PROG(receive_direct_5, struct sock *sk, struct msghdr *message, size_t size, int flags,
	     int *address_length, int moved)
{
	return received(sk, message, flags, moved, true);
}

SEC("fexit/tcp_recvmsg") /* from 7.x on */
int BPF_PROG(receive_direct_4, struct sock *sk, struct msghdr *message, size_t size, int flags,
	     int moved)
{
	return received(sk, message, flags, moved, true);
}

SEC("fexit/tcp_sendpage") /* up to 6.4; then tcp_sendmsg does it */
int BPF_PROG(send_page_direct, struct sock *sk, struct page *page, int offset, size_t size,
	     int flags, int moved)
{
	return handle_transfer(sk, 0, 0, moved, SENT, true);
}

SEC("fentry/sk_stream_wait_memory")
int BPF_PROG(wait_for_room_direct, struct sock *sk)
{
	return handle_wait_for_room(sk);
}

/* The second set: a classic tracepoint and kprobes, which copy what they read. */

SEC("tp/sock/inet_sock_set_state")
int state_probed(struct trace_event_raw_inet_sock_set_state *context)
{
	return handle_state((void *)context->skaddr, context->oldstate, context->newstate, false);
}

/* A return probe does not see the arguments any more. */
struct call {
	struct sock *sk;
	struct msghdr *message;
	int flags;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, __u64); /* pid_tgid */
	__type(value, struct call);
} calls SEC(".maps");

static __always_inline int enter(struct sock *sk, struct msghdr *message, int flags)
{
	__u64 task = bpf_get_current_pid_tgid();
	struct call call = { .sk = sk, .message = message, .flags = flags };
	if (bpf_map_update_elem(&calls, &task, &call, BPF_ANY))
		count_loss(LOSS_PROBE_MISSED, 0);
	return 0;
}

/* False: the entry was not seen. */
static __always_inline bool leave(struct call *call, int moved)
{
	__u64 task = bpf_get_current_pid_tgid();
	struct call *entered = bpf_map_lookup_elem(&calls, &task);
	if (!entered) {
		if (moved > 0)
			count_loss(LOSS_PROBE_MISSED, moved);
		return false;
	}
	*call = *entered;
	bpf_map_delete_elem(&calls, &task);
	return true;
}

SEC("kprobe/tcp_sendmsg")
int BPF_KPROBE(send_entered, struct sock *sk, struct msghdr *message)
{
	return enter(sk, message, 0);
}

SEC("kretprobe/tcp_sendmsg")
int BPF_KRETPROBE(send_left, int moved)
{
	struct call call;
	return leave(&call, moved) ? handle_transfer(call.sk, call.message, 0, moved, SENT, false)
				   : 0;
}

SEC("kprobe/tcp_recvmsg") /* six arguments */
int BPF_KPROBE(receive_entered_6, struct sock *sk, struct msghdr *message, size_t size,
	       int nonblock, int flags)
{
	return enter(sk, message, flags);
}

SEC("kprobe/tcp_recvmsg")
int BPF_KPROBE(receive_entered, struct sock *sk, struct msghdr *message, size_t size, int flags)
{
	return enter(sk, message, flags);
}

SEC("kretprobe/tcp_recvmsg")
int BPF_KRETPROBE(receive_left, int moved)
{
	struct call call;
	return leave(&call, moved) ? received(call.sk, call.message, call.flags, moved, false) : 0;
}

SEC("kprobe/tcp_sendpage")
int BPF_KPROBE(send_page_entered, struct sock *sk)
{
	return enter(sk, 0, 0);
}

SEC("kretprobe/tcp_sendpage")
int BPF_KRETPROBE(send_page_left, int moved)
{
	struct call call;
	return leave(&call, moved) ? handle_transfer(call.sk, 0, 0, moved, SENT, false) : 0;
}

SEC("kprobe/sk_stream_wait_memory")
int BPF_KPROBE(wait_for_room_probed, struct sock *sk)
{
	return handle_wait_for_room(sk);
}
