/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The programs for Unix stream sockets by kprobes. */
#ifndef HTTP_TRACE_UNIX_PROBES_H
#define HTTP_TRACE_UNIX_PROBES_H

#include "unix_socket.h"

#include <linux/ptrace.h>
#include <bpf/bpf_tracing.h>

struct unix_call {
	struct socket *socket;
	struct msghdr *message;
	int flags;
	__u32 filled; /* bytes that are being copied into a packet */
	bool is_told; /* some were */
	struct iterator_copy iterator;
};

/* Not every end of a call is seen: what is left of it stays until the task's next one. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, __u64); /* pid_tgid */
	__type(value, struct unix_call);
} unix_calls SEC(".maps");

static __always_inline int enter_unix(struct socket *socket, struct msghdr *message, int flags)
{
	__u64 task = bpf_get_current_pid_tgid();
	struct unix_call call = { .socket = socket, .message = message, .flags = flags };
	if (bpf_map_update_elem(&unix_calls, &task, &call, BPF_ANY))
		count_loss(LOSS_PROBE_MISSED, 0);
	return 0;
}

/* The present task's latest call; 0: it was not seen. */
static __always_inline struct unix_call *unix_call(void)
{
	__u64 task = bpf_get_current_pid_tgid();
	return bpf_map_lookup_elem(&unix_calls, &task);
}

/* It has moved `moved`. */
static __always_inline int told_unix(struct unix_call *call, int moved, __u8 direction)
{
	struct msghdr *message = call->message;
	struct iov_iter *iterator = message ? copy_iterator(&call->iterator, &message->msg_iter)
					    : no_iterator(&call->iterator);
	return handle_unix(call->socket, iterator, call->flags, moved, direction, false);
}

SEC("kprobe/unix_stream_sendmsg")
int BPF_KPROBE(unix_send_entered, struct socket *socket, struct msghdr *message)
{
	return enter_unix(socket, message, 0);
}

/* Packet by packet: unix_stream_sendmsg waits where there is no room for one more, see call_progress.h. */
SEC("kprobe/skb_copy_datagram_from_iter")
int BPF_KPROBE(unix_fill_entered, struct sk_buff *skb, int offset, struct iov_iter *from,
	       int length)
{
	struct unix_call *call = unix_call();
	struct socket *socket = call ? call->socket : 0;
	if (socket)
		call->filled = LOAD(false, socket, sk) == LOAD(false, skb, sk) ? length : 0;
	return 0;
}

SEC("kretprobe/skb_copy_datagram_from_iter")
int BPF_KRETPROBE(unix_fill_left, int error)
{
	struct unix_call *call = unix_call();
	__u32 filled = call ? call->filled : 0;
	if (!filled)
		return 0;
	call->filled = 0;
	call->is_told = true;
	return error ? 0 : told_unix(call, filled, SENT);
}

/* Pages that sendfile gives, which are not copied: from 6.5 on. */
SEC("kretprobe/unix_stream_sendmsg")
int BPF_KRETPROBE(unix_send_left, int moved)
{
	struct unix_call *call = unix_call();
	return call && !call->is_told ? told_unix(call, moved, SENT) : 0;
}

SEC("kprobe/unix_stream_recvmsg")
int BPF_KPROBE(unix_receive_entered, struct socket *socket, struct msghdr *message, size_t size,
	       int flags)
{
	return enter_unix(socket, message, flags);
}

/* Of each packet what was taken; unix_stream_recvmsg waits for more. */
SEC("kretprobe/unix_stream_read_actor")
int BPF_KRETPROBE(unix_take_left, int moved)
{
	struct unix_call *call = unix_call();
	return call ? told_unix(call, moved, RECEIVED) : 0;
}

SEC("kretprobe/unix_stream_recvmsg")
int BPF_KRETPROBE(unix_receive_left, int moved)
{
	struct unix_call *call = unix_call();
	return call ? told_unix(call, moved, RECEIVED) : 0;
}

SEC("kprobe/unix_stream_sendpage")
int BPF_KPROBE(unix_send_page_entered, struct socket *socket)
{
	return enter_unix(socket, 0, 0);
}

SEC("kretprobe/unix_stream_sendpage")
int BPF_KRETPROBE(unix_send_page_left, int moved)
{
	struct unix_call *call = unix_call();
	return call ? told_unix(call, moved, SENT) : 0;
}

SEC("kprobe/unix_stream_splice_read")
int BPF_KPROBE(unix_splice_entered, struct socket *socket)
{
	return enter_unix(socket, 0, 0);
}

SEC("kretprobe/unix_stream_splice_read")
int BPF_KRETPROBE(unix_splice_left, int moved)
{
	struct unix_call *call = unix_call();
	return call ? told_unix(call, moved, RECEIVED) : 0;
}

SEC("kprobe/unix_stream_connect")
int BPF_KPROBE(unix_connect_entered, struct socket *socket)
{
	return enter_unix(socket, 0, 0);
}

SEC("kretprobe/unix_stream_connect")
int BPF_KRETPROBE(unix_connect_left, int result)
{
	struct unix_call *call = unix_call();
	return call ? handle_unix_connect(call->socket, result, false) : 0;
}

SEC("kprobe/unix_release")
int BPF_KPROBE(unix_release_probed, struct socket *socket)
{
	return handle_unix_release(socket, false);
}

#endif
