/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Receives without a return probe. A kernel of the time before __tcp_cleanup_rbuf has few returns of a function in
 * sight at once, by default as many as processors, and who waits for bytes takes one up for as long. There what was
 * received is seen where tcp_recvmsg makes room for more, with how much it has copied so far: before it waits, and at
 * its end.
 */
#ifndef HTTP_TRACE_RECEIVE_PROBES_H
#define HTTP_TRACE_RECEIVE_PROBES_H

#include "transfer_probes.h"

struct receive {
	struct sock *sk;
	struct msghdr *message;
	__u64 room; /* in the process's buffers, as the call began */
	__u32 flags;
	__u32 copied; /* bytes told of so far */
};

/* A task that has ended leaves its entry to be overwritten. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, __u64); /* pid_tgid */
	__type(value, struct receive);
} receives SEC(".maps");

SEC("kprobe/tcp_recvmsg")
int BPF_KPROBE(receive_begun, struct sock *sk, struct msghdr *message, size_t size, int nonblock,
	       int flags)
{
	__u64 task = bpf_get_current_pid_tgid();
	struct receive *receive = bpf_map_lookup_elem(&receives, &task);
	struct receive begun = {
		.sk = sk,
		.message = message,
		.room = LOAD(false, message, msg_iter.count),
		.flags = flags,
	};
	if (receive)
		*receive = begun;
	else if (bpf_map_update_elem(&receives, &task, &begun, BPF_ANY))
		count_loss(LOSS_PROBE_MISSED, 0);
	return 0;
}

/*
 * The task's latest call may have ended long ago, and this be a splice or a setting of TCP_QUICKACK: then the room
 * that was left does not tell the same number.
 */
SEC("kprobe/tcp_cleanup_rbuf")
int BPF_KPROBE(receive_copied, struct sock *sk, int copied)
{
	__u64 task = bpf_get_current_pid_tgid();
	struct receive *receive = bpf_map_lookup_elem(&receives, &task);
	if (!receive || receive->sk != sk || copied <= (int)receive->copied)
		return 0;
	struct msghdr *message = receive->message;
	__u64 used = receive->room - LOAD(false, message, msg_iter.count);
	if (!(receive->flags & MSG_TRUNC) && used != (__u32)copied)
		return 0;
	__u32 moved = copied - receive->copied;
	receive->copied = copied;
	return received_probed(sk, message, receive->flags, moved);
}

#endif
