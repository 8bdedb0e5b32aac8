/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What sends and receives by kprobes, which copy what they read. */
#ifndef HTTP_TRACE_TRANSFER_PROBES_H
#define HTTP_TRACE_TRANSFER_PROBES_H

#include "entered_call.h"
#include "transfer.h"

#include <linux/ptrace.h>
#include <bpf/bpf_tracing.h>

/* Stands once in an object, as emit_large() does. */
static __noinline int transferred(struct sock *sk, struct msghdr *message, int flags, int moved,
				  __u8 direction)
{
	return handle_transfer(sk, message, flags, moved, direction, BY_KPROBE);
}

static __always_inline int received_probed(struct sock *sk, struct msghdr *message, int flags,
					   int moved)
{
	return is_taken(flags) ? transferred(sk, message, flags, moved, RECEIVED) : 0;
}

SEC("kprobe/tcp_sendmsg_locked")
int BPF_KPROBE(send_entered, struct sock *sk, struct msghdr *message)
{
	return enter(sk, message, 0);
}

SEC("kretprobe/tcp_sendmsg_locked")
int BPF_KRETPROBE(send_left, int moved)
{
	struct entered_call call;
	return leave(&call, moved) ? transferred(call.sk, call.message, 0, moved, SENT) : 0;
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
	struct entered_call call;
	return leave(&call, moved) ? received_probed(call.sk, call.message, call.flags, moved) : 0;
}

SEC("kprobe/do_tcp_sendpages")
int BPF_KPROBE(send_page_entered, struct sock *sk)
{
	return enter(sk, 0, 0);
}

SEC("kretprobe/do_tcp_sendpages")
int BPF_KRETPROBE(send_page_left, int moved)
{
	struct entered_call call;
	return leave(&call, moved) ? transferred(call.sk, 0, 0, moved, SENT) : 0;
}

SEC("kprobe/tcp_splice_read")
int BPF_KPROBE(splice_entered, struct socket *socket)
{
	return enter(LOAD(false, socket, sk), 0, 0);
}

SEC("kretprobe/tcp_splice_read")
int BPF_KRETPROBE(splice_left, int moved)
{
	struct entered_call call;
	return leave(&call, moved) ? transferred(call.sk, 0, 0, moved, RECEIVED) : 0;
}

SEC("kprobe/sk_stream_wait_memory")
int BPF_KPROBE(wait_for_room_probed, struct sock *sk)
{
	return handle_wait_for_room(sk);
}

#endif
