/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A process that was waiting inside tcp_recvmsg when the trace began returns from a call whose beginning no probe
 * saw, and so none sees its end. What it reads is seen one level below, until the connection's first receive that
 * began after the trace did. Both may tell the same bytes; the agent takes them once.
 */
#ifndef HTTP_TRACE_LATE_READ_H
#define HTTP_TRACE_LATE_READ_H

#include "unix_socket.h"

/* A packet in a receive queue belongs to the socket that receives it, over a Unix socket to the one that sent it. */
static __always_inline struct sock *reader_of(struct sk_buff *skb, bool direct)
{
	struct sock *sk = LOAD(direct, skb, sk);
	return sk && LOAD(direct, sk, __sk_common.skc_family) == AF_UNIX ? unix_peer(sk, direct)
									 : sk;
}

static __always_inline bool may_be_late(struct sk_buff *skb, bool direct)
{
	struct sock *sk = reader_of(skb, direct);
	struct connection *connection = sk ? find_connection(sk) : 0;
	return connection && connection->unread;
}

/* skb_copy_datagram_iter has copied `length` bytes of a received packet; copied_seq has not moved on yet. */
static __always_inline int handle_late_read(struct sk_buff *skb, struct iov_iter *iterator,
					    int length, bool direct)
{
	struct sock *sk = reader_of(skb, direct);
	struct connection *connection = sk && length > 0 ? find_connection(sk) : 0;
	if (!connection || !connection->unread || connection->protocol == PROTOCOL_OTHER)
		return 0;
	bool is_unix = LOAD(direct, sk, __sk_common.skc_family) == AF_UNIX;
	__s32 since = 0;
	if (is_unix) {
		since = connection->late;
		connection->late += length;
	} else {
		struct tcp_sock *tcp = tcp_of(sk, direct);
		if (!tcp)
			return 0;
		since = LOAD(direct, tcp, copied_seq) - next_sequence(connection, RECEIVED);
	}
	struct transfer transfer = {
		.connection = connection,
		.time_ns = bpf_ktime_get_ns(),
		.left = length,
		.direction = RECEIVED,
		.flags = connection->flags,
	};
	transfer.began_ns = transfer.time_ns;
	transfer.position = connection->position[RECEIVED] + since;
	struct place place = { .iterator = iterator, .is_part = true };
	transfer.wanted = bytes_to_copy(connection, length, RECEIVED);
	if (connection->protocol == PROTOCOL_UNKNOWN && transfer.wanted > 0 &&
	    !may_be_http(connection, RECEIVED, &place, length, direct))
		return 0;
	if (is_unix && !connection->announced)
		emit_unix_event(connection, sk, false, direct);
	if (transfer.wanted == 0)
		emit_counted(&transfer, 0, direct);
	else
		emit_large(&transfer, &place, direct);
	return 0;
}

#endif
