/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The programs for Unix stream sockets by fexit with direct loads, from 5.16 on. */
#ifndef HTTP_TRACE_UNIX_DIRECT_H
#define HTTP_TRACE_UNIX_DIRECT_H

#include "unix_socket.h"

#include <linux/ptrace.h>
#include <bpf/bpf_tracing.h>

SEC("fexit/unix_stream_sendmsg")
int BPF_PROG(unix_send_direct, struct socket *socket, struct msghdr *message, size_t size,
	     int moved)
{
	return handle_unix(socket, &message->msg_iter, 0, moved, SENT, true);
}

SEC("fexit/unix_stream_recvmsg")
int BPF_PROG(unix_receive_direct, struct socket *socket, struct msghdr *message, size_t size,
	     int flags, int moved)
{
	return handle_unix(socket, &message->msg_iter, flags, moved, RECEIVED, true);
}

SEC("fexit/unix_stream_sendpage") /* up to 6.4; then unix_stream_sendmsg does it */
int BPF_PROG(unix_send_page_direct, struct socket *socket, struct page *page, int offset,
	     size_t size, int flags, int moved)
{
	return handle_unix(socket, 0, 0, moved, SENT, true);
}

SEC("fexit/unix_stream_splice_read")
int BPF_PROG(unix_splice_direct, struct socket *socket, void *position, void *pipe, size_t size,
	     unsigned int flags, int moved)
{
	return handle_unix(socket, 0, 0, moved, RECEIVED, true);
}

SEC("fexit/unix_stream_connect")
int BPF_PROG(unix_connect_direct, struct socket *socket, void *address, int length, int flags,
	     int result)
{
	return handle_unix_connect(socket, result, true);
}

SEC("fentry/unix_release")
int BPF_PROG(unix_release_direct, struct socket *socket)
{
	return handle_unix_release(socket, true);
}

/* Only where segments can be read in no other way, see reads_noted_calls(). */

SEC("fentry/unix_stream_sendmsg")
int BPF_PROG(unix_send_noted, struct socket *socket, struct msghdr *message)
{
	return note_call(message);
}

SEC("fentry/unix_stream_recvmsg")
int BPF_PROG(unix_receive_noted, struct socket *socket, struct msghdr *message)
{
	return note_call(message);
}

#endif
