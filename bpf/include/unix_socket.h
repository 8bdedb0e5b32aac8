/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Unix stream sockets. Both ends are on the host, and each has the other's address. They have no sequence numbers:
 * positions are counted here. Nothing is told of one before its first bytes look like HTTP.
 */
#ifndef HTTP_TRACE_UNIX_SOCKET_H
#define HTTP_TRACE_UNIX_SOCKET_H

#include "transfer.h"

/* In typed programs a helper makes the cast, from 5.16 on. */
static __always_inline struct unix_sock *unix_of(struct sock *sk, bool direct)
{
	if (direct && !bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_skc_to_unix_sock))
		return 0;
	return direct ? (struct unix_sock *)bpf_skc_to_unix_sock((void *)sk) : (void *)sk;
}

static __always_inline struct sock *unix_peer(struct sock *sk, bool direct)
{
	struct unix_sock *end = sk ? unix_of(sk, direct) : 0;
	return end ? LOAD(direct, end, peer) : 0;
}

/* An accepted socket has the address of the one that listened; who connects rarely has one. */
static __always_inline struct unix_address *unix_name(struct sock *sk, bool direct)
{
	struct unix_sock *end = sk ? unix_of(sk, direct) : 0;
	return end ? LOAD(direct, end, addr) : 0;
}

static __always_inline void fill_path(struct unix_event *event, struct unix_address *address,
				      bool direct)
{
	if (!address)
		return;
	__u32 length = LOAD(direct, address, len) - sizeof(__u16);
	/* A path may fill all of it, and the NUL that the kernel then adds counts too. */
	if (length > sizeof(address->name[0].sun_path) + 1)
		return;
	if (direct) {
#pragma clang loop unroll(full)
		for (__u32 i = 0; i < sizeof(address->name[0].sun_path) / 8; i++)
			((__u64 *)event->path)[i] = *(__u64 *)&address->name[0].sun_path[i * 8];
		*(__u32 *)(event->path + 104) = *(__u32 *)&address->name[0].sun_path[104];
	} else {
		bpf_core_read(event->path, sizeof(address->name[0].sun_path),
			      &address->name[0].sun_path);
	}
	/* The length of a path counts the NUL after it, that of an abstract name does not. */
	event->length = length > 0 && event->path[0] ? length - 1 : length;
}

static __always_inline void emit_unix_event(struct connection *connection, struct sock *sk,
					    bool closed, bool direct)
{
	struct sock *peer = unix_peer(sk, direct);
	struct connection *other = peer ? find_connection(peer) : 0;
	struct unix_event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
	if (!event) {
		test_apart();
		if (closed)
			event = bpf_ringbuf_reserve(&ends, sizeof(*event), 0);
		if (!event) {
			count_loss(LOSS_RING_BUFFER_FULL, 0);
			return;
		}
	}
	__builtin_memset(event, 0, sizeof(*event));
	event->header.size = sizeof(*event);
	event->header.type = EVENT_UNIX;
	event->header.flags = connection->flags;
	event->header.time_ns = bpf_ktime_get_ns();
	event->connection = connection->id;
	event->peer = other ? other->id : 0;
	fill_task(&event->task, direct);
	event->closed = closed;
	if (closed) {
		event->sent = connection->position[SENT];
		event->received = connection->position[RECEIVED];
	} else {
		struct sock *named = connection->flags & FLAG_ACCEPTED ? sk : peer;
		fill_path(event, unix_name(named, direct), direct);
	}
	connection->announced = true;
	submit(event);
}

static __always_inline struct connection *know_unix(struct sock *sk, __u16 flags)
{
	struct connection *connection = find_connection(sk);
	return connection ? connection : create_connection(sk, flags);
}

/* Older than the trace, or a pair that nobody connected: which end listened shows in its name. */
static __always_inline struct connection *join_unix(struct sock *sk, bool direct)
{
	struct sock *peer = unix_peer(sk, direct);
	if (!peer)
		return 0;
	__u16 mine = 0;
	__u16 others = 0;
	if (unix_name(sk, direct)) {
		mine = FLAG_ACCEPTED;
		others = FLAG_CONNECTED;
	} else if (unix_name(peer, direct)) {
		mine = FLAG_CONNECTED;
		others = FLAG_ACCEPTED;
	}
	know_unix(peer, others | FLAG_JOINED);
	return know_unix(sk, mine | FLAG_JOINED);
}

/*
 * Where the bytes lie that a receive has got. Up to the first one that began after the trace did, late_read.h has
 * seen each copy: also those of a call that had begun before.
 */
static __always_inline __u64 advance_unix(struct connection *connection, __u32 moved,
					  __u8 direction)
{
	if (direction == RECEIVED && connection->unread) {
		if (connection->late > moved)
			connection->position[RECEIVED] += connection->late - moved;
		note_read(connection);
	}
	__u64 position = connection->position[direction & 1];
	connection->position[direction & 1] = position + moved;
	return position;
}

/* unix_stream_sendmsg or unix_stream_recvmsg has moved `moved`; without `iterator`: pages, only counted. */
static __always_inline int handle_unix(struct socket *socket, struct iov_iter *iterator, int flags,
				       int moved, __u8 direction, bool direct)
{
	struct sock *sk = LOAD(direct, socket, sk);
	if (moved <= 0 || !sk || (direction == RECEIVED && flags & (MSG_PEEK | MSG_OOB)) ||
	    is_marked_not_http(sk))
		return 0;
	struct connection *connection = find_connection(sk);
	if (!connection)
		connection = join_unix(sk, direct);
	if (!connection)
		return 0;
	if (connection->protocol == PROTOCOL_OTHER) {
		if (!connection->unread)
			mark_not_http(sk);
		return 0;
	}
	/* Without one it is a program that has no spares. */
	if (iterator && is_seen_before(sk, direction))
		return 0;
	if (connection->protocol == PROTOCOL_UNKNOWN && !watch(connection, 0, true, direct))
		return 0;
	struct transfer transfer = {
		.connection = connection,
		.time_ns = bpf_ktime_get_ns(),
		.position = advance_unix(connection, moved, direction),
		.left = moved,
		.direction = direction,
		.flags = connection->flags | (direction == SENT ? FLAG_SEND : 0),
	};
	transfer.began_ns = transfer.time_ns;
	struct place place = { .iterator = iterator };
	bool readable = is_readable(&place);
	if (!is_told(&transfer, &place, readable, direct))
		return 0;
	if (!connection->announced) {
		if (connection->flags & FLAG_CONNECTED)
			emit_process(direct);
		emit_unix_event(connection, sk, false, direct);
	}
	if (transfer.wanted == 0)
		emit_counted(&transfer, readable ? 0 : FLAG_UNREADABLE, direct);
	else
		emit_large(&transfer, &place, direct);
	return 0;
}

/* unix_stream_connect has returned. Nobody can have sent anything yet. */
static __always_inline int handle_unix_connect(struct socket *socket, int result, bool direct)
{
	struct sock *sk = LOAD(direct, socket, sk);
	struct sock *peer = result ? 0 : unix_peer(sk, direct);
	if (!peer)
		return 0;
	create_connection(sk, FLAG_CONNECTED);
	create_connection(peer, FLAG_ACCEPTED);
	return 0;
}

/* unix_release: the last file of a socket has closed. */
static __always_inline int handle_unix_release(struct socket *socket, bool direct)
{
	struct sock *sk = LOAD(direct, socket, sk);
	struct connection *connection = sk ? find_connection(sk) : 0;
	if (!connection)
		return 0;
	if (connection->announced)
		emit_unix_event(connection, sk, true, direct);
	remove_connection(connection, sk);
	/* The other end may never have been accepted; then nobody releases it. */
	struct sock *peer = unix_peer(sk, direct);
	struct connection *other = peer ? find_connection(peer) : 0;
	if (other && !LOAD(direct, peer, sk_socket))
		remove_connection(other, peer);
	return 0;
}

#endif
