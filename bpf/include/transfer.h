/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Bytes that moved on a connection: their place in its stream, and what is done with them. */
#ifndef HTTP_TRACE_TRANSFER_H
#define HTTP_TRACE_TRANSFER_H

#include "data_event.h"
#include "limit.h"
#include "spare.h"

/* After so long nobody is taken to be still on the way out of a call. */
#define FORGET_OWED_NS 1000000000ull

/*
 * A system call returns without the socket's lock, and others may have sent meanwhile. Only if the socket has gone on by
 * just what the call has moved, and all who sent before have returned, its bytes are known to be those.
 */
static __always_inline bool is_alone(struct connection *connection, __u32 since, __u32 moved,
				     __u64 now)
{
	bool is_over = connection->owed <= 0 || now - connection->owed_ns > FORGET_OWED_NS;
	if (since == moved && is_over) {
		if (connection->owed)
			connection->owed = 0;
		return true;
	}
	/* Of a call with very many messages it is not known how much it has moved. */
	if (moved > 0 && (since > moved || connection->owed > 0))
		__sync_fetch_and_add(&connection->owed, (__s64)since - moved);
	connection->owed_ns = now;
	return false;
}

/*
 * Finds the place of the bytes of a call by the socket's own sequence numbers, so that those which moved past the probes
 * (splice, zero-copy receive) are a hole before it. False: they have no known place, as others moved bytes at the same
 * time. Then what is new until here is left to be told, without content; that may be nothing.
 *
 * Who sends is seen under the socket's lock, but for system calls: then only one that waits for room lets others send
 * amid its own bytes. Who receives is seen without it: with several at once, who returns first is taken for who read last.
 */
static __always_inline bool find_place(struct transfer *transfer, struct sock *sk, enum run_by by)
{
	bool direct = by == BY_FEXIT;
	struct connection *connection = transfer->connection;
	__u8 direction = transfer->direction & 1;
	__u32 moved = transfer->left;
	/* Once: another program may move it on. */
	__u64 told = *(volatile __u64 *)&connection->position[direction];
	__s32 since = moved;
	bool is_known = true;
	struct tcp_sock *tcp = tcp_of(sk, direct);
	if (tcp) {
		__u32 end = end_of_sequence(tcp, direction, direct);
		since = end - connection->origin[direction] - (__u32)told;
		__s32 unseen = since - moved;
		/* A FIN that was read together with data is no byte; and before a SYN is answered, nothing counts. */
		if ((unseen == 1 && direction == RECEIVED && fin_received(sk, direct)) ||
		    (unseen != 0 && direction == SENT &&
		     LOAD(direct, sk, __sk_common.skc_state) == TCP_SYN_SENT)) {
			connection->origin[direction] += unseen;
			since = moved;
		}
		if (since < 0)
			since = 0;
		is_known = direction == SENT && by == BY_CALL
			       ? is_alone(connection, since, moved, transfer->time_ns)
			       : since >= (__s32)moved;
	}
	connection->position[direction] = told + since;
	transfer->position = is_known ? told + since - moved : told;
	transfer->left = is_known ? moved : (__u32)since;
	return is_known;
}

static __always_inline struct connection *join_connection(struct sock *sk, __u32 moved,
							  __u8 direction, bool direct)
{
	/* A send whose peer has gone closes the socket before it returns; that is no other connection. */
	__u8 state = LOAD(direct, sk, __sk_common.skc_state);
	if (state == TCP_CLOSE)
		return 0;
	/* What the SYN brought is read, and may be answered, before the handshake is over (RFC 7413, TCP Fast Open). */
	bool is_early = state == TCP_SYN_RECV;
	struct connection *connection = create_connection(sk,
							  is_early ? FLAG_ACCEPTED : FLAG_JOINED);
	if (!connection)
		return 0;
	connection->early = is_early;
	begin_sequences(connection, sk, true, direct);
	connection->position[direction & 1] -= moved;
	return connection;
}

/* A call has moved `moved` bytes of a connection. */
static __always_inline int handle_moved(struct connection *connection, struct sock *sk,
					const struct place *place, int message_flags, __u32 moved,
					__u8 direction, enum run_by by)
{
	bool direct = by == BY_FEXIT;
	if (direction == RECEIVED && connection->unread)
		note_read(connection);
	if (connection->protocol == PROTOCOL_OTHER) {
		if (!connection->unread)
			mark_not_http(sk);
		return 0;
	}
	if (by == BY_CALL && is_seen_before(sk, direction))
		return 0;
	if (connection->protocol == PROTOCOL_UNKNOWN && !watch(connection, sk, true, direct))
		return 0;
	/* No program saw it established; or nobody could yet (TCP Fast Open). */
	if (!connection->origin[direction & 1])
		begin_sequences(connection, sk, false, direct);
	/* With the positions from before this call. */
	if (!connection->announced) {
		__u16 before = connection->early ? TCP_SYN_RECV : TCP_ESTABLISHED;
		emit_socket_event(connection, sk, before, TCP_ESTABLISHED, true, direct);
	}
	struct transfer transfer = {
		.connection = connection,
		.time_ns = bpf_ktime_get_ns(),
		.left = moved,
		.direction = direction,
		.flags = connection->flags | (direction == SENT ? FLAG_SEND : 0),
	};
	transfer.began_ns = transfer.time_ns;
	if (direction == SENT && connection->send_began_ns) {
		transfer.began_ns = connection->send_began_ns;
		connection->send_began_ns = 0;
	}
	if (!find_place(&transfer, sk, by)) {
		count_loss(LOSS_PLACE_UNKNOWN, moved);
		if (transfer.left > 0 && is_told(&transfer, place, false, direct))
			emit_counted(&transfer, FLAG_UNREADABLE, direct);
		return 0;
	}
	bool readable = is_readable(place);
	if (!is_told(&transfer, place, readable && !(message_flags & MSG_TRUNC), direct))
		return 0;
	bool small = transfer.left <= SMALL_PAYLOAD && transfer.wanted == transfer.left;
	if (transfer.wanted == 0)
		emit_counted(&transfer, readable ? 0 : FLAG_UNREADABLE, direct);
	else if (!small || !emit_small(&transfer, place, direct))
		emit_large(&transfer, place, direct);
	return 0;
}

/* What a receive only looked at is still to come, and urgent data is no part of the stream. */
static __always_inline bool is_taken(int flags)
{
	return !(flags & (MSG_PEEK | MSG_ERRQUEUE | MSG_OOB));
}

/* tcp_sendmsg_locked or tcp_recvmsg has moved `moved`; do_tcp_sendpages too, which has no `iterator`. */
static __always_inline int handle_transfer(struct sock *sk, struct iov_iter *iterator,
					   int message_flags, int moved, __u8 direction,
					   enum run_by by)
{
	if ((moved <= 0 && direction == RECEIVED) || (by != BY_KPROBE && is_marked_not_http(sk)))
		return 0;
	/* Without one it is a program that has no spares. */
	if (by == BY_FEXIT && iterator && is_seen_before(sk, direction))
		return 0;
	struct connection *connection = find_connection(sk);
	if (moved <= 0) {
		if (connection)
			connection->send_began_ns = 0;
		return 0;
	}
	if (!connection)
		connection = join_connection(sk, moved, direction, by == BY_FEXIT);
	if (!connection)
		return 0;
	struct place place = { .iterator = iterator };
	return handle_moved(connection, sk, &place, message_flags, moved, direction, by);
}

/* tcp_recvmsg has returned, seen by a typed program. */
static __always_inline int received_direct(struct sock *sk, struct msghdr *message, int flags,
					   int moved)
{
	return is_taken(flags)
		   ? handle_transfer(sk, &message->msg_iter, flags, moved, RECEIVED, BY_FEXIT)
		   : 0;
}

/*
 * A send that waits for room in the socket's buffer returns when all is in it, which may be long after its
 * first byte left. This is the only place that knows; it does not run for sends that find room.
 */
static __always_inline int handle_wait_for_room(struct sock *sk)
{
	struct connection *connection = find_connection(sk);
	if (connection && !connection->send_began_ns)
		connection->send_began_ns = bpf_ktime_get_ns();
	return 0;
}

#endif
