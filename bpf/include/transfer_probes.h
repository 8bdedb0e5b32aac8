/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What sends and receives by kprobes, which copy what they read. */
#ifndef HTTP_TRACE_TRANSFER_PROBES_H
#define HTTP_TRACE_TRANSFER_PROBES_H

#include "call_progress.h"

#include <linux/ptrace.h>
#include <bpf/bpf_tracing.h>

SEC("kprobe/tcp_sendmsg_locked")
int BPF_KPROBE(send_entered, struct sock *sk, struct msghdr *message, size_t size)
{
	return begin_call(sk, message, size, CALL_SENDS);
}

SEC("kprobe/tcp_recvmsg") /* up to 5.18 */
int BPF_KPROBE(receive_entered_6, struct sock *sk, struct msghdr *message, size_t size,
	       int nonblock, int flags)
{
	return begin_call(sk, message, size, (__u32)flags | CALL_PAUSES);
}

SEC("kprobe/tcp_recvmsg")
int BPF_KPROBE(receive_entered, struct sock *sk, struct msghdr *message, size_t size, int flags)
{
	return begin_call(sk, message, size, (__u32)flags);
}

SEC("kprobe/do_tcp_sendpages")
int BPF_KPROBE(send_page_entered, struct sock *sk)
{
	return begin_call(sk, 0, 0, CALL_SENDS);
}

SEC("kprobe/tcp_splice_read")
int BPF_KPROBE(splice_entered, struct socket *socket)
{
	return begin_call(LOAD(false, socket, sk), 0, 0, CALL_SPLICES);
}

SEC("kprobe/sk_wait_data")
int BPF_KPROBE(wait_for_data_probed, struct sock *sk)
{
	return note_wait(sk);
}

SEC("kprobe/sk_stream_wait_memory")
int BPF_KPROBE(wait_for_room_probed, struct sock *sk)
{
	return note_wait(sk);
}

SEC("kprobe/release_sock")
int BPF_KPROBE(lock_released, struct sock *sk)
{
	return handle_release(sk);
}

#endif
