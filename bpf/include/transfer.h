/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Bytes that moved on a connection: their place in its stream, and what is done with them. */
#ifndef HTTP_TRACE_TRANSFER_H
#define HTTP_TRACE_TRANSFER_H

#include "data_event.h"
#include "limit.h"
#include "spare.h"

/*
 * A system call returns without the socket's lock, and two threads may send at once: the one that returns first finds
 * that the socket has moved on by what the other one has sent too. That comes after its own bytes if the other one still
 * holds the socket, else before them, as bytes that passed unseen do; and the call that fits into the hole then fills it,
 * although others have gone on meanwhile. It stays a guess: two programs may run at once as well.
 */
static __always_inline bool fills_hole(const struct connection *connection, __u32 moved,
				       __s32 unseen)
{
	__u32 length = connection->hole_length;
	return unseen != 0 && length > 0 && (unseen < 0 ? moved <= length : moved == length);
}

static __always_inline __u64 fill_hole(struct connection *connection, __u32 moved)
{
	__u64 position = connection->hole;
	connection->hole = position + moved;
	connection->hole_length -= moved;
	return position;
}

static __always_inline __u64 leave_hole(struct connection *connection, struct sock *sk, __u32 moved,
					__u32 unseen, bool direct)
{
	__u64 position = connection->position[SENT];
	bool is_first = LOAD(direct, sk, sk_lock.owned);
	connection->position[SENT] = position + unseen + moved;
	connection->hole = is_first ? position + moved : position;
	connection->hole_length = unseen;
	return is_first ? position : position + unseen;
}

/*
 * The position comes from the socket's own sequence numbers, so bytes that moved past the probes (splice,
 * zero-copy receive) show up as a hole. A FIN that was read together with data is no byte.
 */
static __always_inline __u64 advance(struct connection *connection, struct sock *sk, __u32 moved,
				     __u8 direction, enum run_by by)
{
	bool direct = by == BY_FEXIT;
	bool is_guessed = direction == SENT && by == BY_CALL;
	struct tcp_sock *tcp = tcp_of(sk, direct);
	__u64 position = connection->position[direction & 1];
	if (tcp) {
		__u32 end = end_of_sequence(tcp, direction, direct);
		__s32 unseen = end - moved - connection->sequence[direction & 1];
		note_told(connection, sk, direction, end, by);
		if (unseen == 1 && direction == RECEIVED && fin_received(sk, direct))
			unseen = 0;
		if (is_guessed && fills_hole(connection, moved, unseen))
			return fill_hole(connection, moved);
		connection->sequence[direction & 1] = end;
		/* What a SYN carries is counted from nowhere before there is an answer. */
		if (unseen > 0 && direction == SENT &&
		    LOAD(direct, sk, __sk_common.skc_state) == TCP_SYN_SENT)
			unseen = 0;
		if (unseen > 0 && is_guessed)
			return leave_hole(connection, sk, moved, unseen, direct);
		if (unseen > 0)
			position += unseen;
	}
	connection->position[direction & 1] = position + moved;
	return position;
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
	begin_joined(connection, sk, direct);
	connection->sequence[direction & 1] -= moved;
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
	if (is_told_already(connection, sk, moved, direction, by))
		return 0;
	if (connection->protocol == PROTOCOL_UNKNOWN && !watch(connection, sk, true, direct))
		return 0;
	/* With the positions from before this call. */
	if (!connection->announced) {
		__u16 before = connection->early ? TCP_SYN_RECV : TCP_ESTABLISHED;
		/* Another call would take more of the stack than 6.1 has for programs by kprobes. */
		if (direct)
			emit_socket_event(connection, sk, before, TCP_ESTABLISHED, true, true);
		else
			put_socket_event(connection, sk, before, TCP_ESTABLISHED, true, false);
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
	transfer.position = advance(connection, sk, moved, direction, by);
	bool readable = is_readable(place, direct);
	if (!is_told(&transfer, place, readable && !(message_flags & MSG_TRUNC), direct))
		return 0;
	bool small = transfer.left <= SMALL_PAYLOAD && transfer.wanted == transfer.left;
	if (transfer.wanted == 0)
		emit_counted(&transfer, readable ? 0 : FLAG_UNREADABLE, direct);
	else if (!small || !emit_small(&transfer, place, direct))
		emit_large(&transfer, place, direct);
	return 0;
}

/* tcp_sendmsg_locked or tcp_recvmsg has returned `moved`; do_tcp_sendpages too, which has no `message`. */
static __always_inline int handle_transfer(struct sock *sk, struct msghdr *message,
					   int message_flags, int moved, __u8 direction,
					   enum run_by by)
{
	if ((moved <= 0 && direction == RECEIVED) || is_marked_not_http(sk) ||
	    is_told_here(sk, direction, by))
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
	struct place place = { .iterator = message ? &message->msg_iter : 0 };
	return handle_moved(connection, sk, &place, message_flags, moved, direction, by);
}

/* What a receive only looked at is still to come, and urgent data is no part of the stream. */
static __always_inline bool is_taken(int flags)
{
	return !(flags & (MSG_PEEK | MSG_ERRQUEUE | MSG_OOB));
}

/* tcp_recvmsg has returned, seen by a typed program. */
static __always_inline int received_direct(struct sock *sk, struct msghdr *message, int flags,
					   int moved)
{
	return is_taken(flags) ? handle_transfer(sk, message, flags, moved, RECEIVED, BY_FEXIT) : 0;
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
