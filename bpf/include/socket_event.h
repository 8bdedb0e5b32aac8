/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Connections: their table, and the events that tell what became of them. */
#ifndef HTTP_TRACE_SOCKET_EVENT_H
#define HTTP_TRACE_SOCKET_EVENT_H

#include "connection.h"
#include "task.h"
#include "tuple.h"
#include "watched.h"

/* A connection that retransmits a lot is told so once in this time, with a count. */
#define RETRANSMIT_EVERY_NS 1000000000ull

/* What nobody sees of it is said once. */
static __always_inline void count_multipath(struct sock *sk, bool direct)
{
	struct tcp_sock *tcp = tcp_of(sk, direct);
	if (tcp && is_multipath(tcp, direct))
		count_loss(LOSS_MULTIPATH, 0);
}

/* A failure of connect() itself is then told with its reason. */
const volatile bool sees_connect_return SEC(CONNECT_SECTION) = false;

/* Counters of the kernel's; the smoothed round-trip time is kept in eighths of a microsecond. */
static __always_inline void fill_facts(struct socket_event *event, struct connection *connection,
				       struct sock *sk, __u16 new_state, bool direct)
{
	struct tcp_sock *tcp = tcp_of(sk, direct);
	if (!tcp || new_state == TCP_SYN_SENT || new_state == TCP_LISTEN)
		return;
	event->rtt_us = LOAD(direct, tcp, srtt_us) >> 3;
	__u64 received = LOAD(direct, tcp, bytes_received);
	event->read = received - (LOAD(direct, tcp, rcv_nxt) - LOAD(direct, tcp, copied_seq));
	if (new_state == TCP_FIN_WAIT1 || new_state == TCP_LAST_ACK)
		event->sent = connection->position[SENT] + (__u32)(LOAD(direct, tcp, write_seq) -
								   next_sequence(connection, SENT));
	if (new_state != TCP_CLOSE)
		return;
	__u32 fin = fin_received(sk, direct);
	event->received = received - fin;
	if (event->read > event->received)
		event->read = event->received;
	event->sent = LOAD(direct, tcp, bytes_sent) - LOAD(direct, tcp, bytes_retrans);
	event->segments_in = LOAD(direct, tcp, segs_in);
	event->data_segments_in = LOAD(direct, tcp, data_segs_in);
	event->segments_out = LOAD(direct, tcp, segs_out);
	event->retransmitted = LOAD(direct, tcp, total_retrans);
}

static __always_inline struct socket_event *reserve_socket_event(struct connection *connection,
								 struct sock *sk, __u16 old_state,
								 __u16 new_state, bool direct)
{
	if (connection->unwatched)
		return 0;
	struct socket_event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
	if (!event) {
		test_apart();
		if (new_state == TCP_CLOSE)
			event = bpf_ringbuf_reserve(&ends, sizeof(*event), 0);
		if (!event) {
			count_loss(LOSS_RING_BUFFER_FULL, 0);
			return 0;
		}
	}
	__builtin_memset(event, 0, sizeof(*event));
	event->header.size = sizeof(*event);
	event->header.type = EVENT_SOCKET;
	event->header.flags = connection->flags;
	event->header.time_ns = bpf_ktime_get_ns();
	event->connection = connection->id;
	fill_tuple(&event->tuple, sk, direct);
	event->old_state = old_state;
	event->new_state = new_state;
	event->ended_by = connection->ended_by;
	if (connection->flags & FLAG_JOINED && old_state == new_state && new_state != TCP_CLOSE) {
		event->sent = connection->position[SENT];
		event->received = connection->position[RECEIVED];
	}
	fill_facts(event, connection, sk, new_state, direct);
	if (new_state == TCP_ESTABLISHED)
		connection->announced = true;
	return event;
}

static __always_inline int put_socket_event(struct connection *connection, struct sock *sk,
					    __u16 old_state, __u16 new_state, bool in_task,
					    bool direct)
{
	struct socket_event *event = reserve_socket_event(connection, sk, old_state, new_state,
							  direct);
	if (!event)
		return 0;
	if (in_task)
		fill_task(&event->task, direct);
	if (new_state == TCP_CLOSE)
		event->error = LOAD(direct, sk, sk_err);
	submit(event);
	return 0;
}

/* Each stands once in an object, as those of data_event.h do. */
static __noinline __attribute__((unused)) int
emit_socket_event_direct(struct connection *connection, struct sock *sk, __u16 old_state,
			 __u16 new_state, bool in_task)
{
	return put_socket_event(connection, sk, old_state, new_state, in_task, true);
}

static __noinline __attribute__((unused)) int
emit_socket_event_probed(struct connection *connection, struct sock *sk, __u16 old_state,
			 __u16 new_state, bool in_task)
{
	return put_socket_event(connection, sk, old_state, new_state, in_task, false);
}

static __always_inline void emit_socket_event(struct connection *connection, struct sock *sk,
					      __u16 old_state, __u16 new_state, bool in_task,
					      bool direct)
{
	if (direct)
		emit_socket_event_direct(connection, sk, old_state, new_state, in_task);
	else
		emit_socket_event_probed(connection, sk, old_state, new_state, in_task);
}

/* What comes first counts: after it the other direction may end in any way. */
static __always_inline void note_end(struct connection *connection, enum ended_by ended_by)
{
	if (!connection->ended_by)
		connection->ended_by = ended_by;
}

static __always_inline void note_close(struct connection *connection, int error)
{
	if (error == ECONNRESET || error == EPIPE)
		note_end(connection, ENDED_BY_RESET);
	else if (error == ETIMEDOUT)
		note_end(connection, ENDED_BY_TIMEOUT);
	else
		note_end(connection, ENDED_BY_LOCAL);
}

/*
 * Only connect() and listen() run in the name of the task that asked for them; every other change comes from
 * whatever the softirq interrupted.
 */
static __always_inline int tell_state(struct sock *sk, int old_state, int new_state, bool direct)
{
	struct connection *connection;
	switch (new_state) {
	case TCP_SYN_SENT:
		connection = create_connection(sk, FLAG_CONNECTED);
		if (!connection)
			return 0;
		if (watch(connection, sk, true, direct))
			emit_process(direct);
		connection->connecting = sees_connect_return;
		emit_socket_event(connection, sk, old_state, new_state, true, direct);
		return 0;
	case TCP_LISTEN:
		connection = create_connection(sk, 0);
		if (connection && watch(connection, sk, true, direct))
			emit_socket_event(connection, sk, old_state, new_state, true, direct);
		return 0;
	case TCP_ESTABLISHED:
		connection = find_connection(sk);
		if (connection && connection->early) {
			connection->early = false;
			return 0;
		}
		if (old_state == TCP_SYN_RECV)
			connection = create_connection(sk, FLAG_ACCEPTED);
		if (connection) {
			begin_sequences(connection, sk, false, direct);
			if (!watch(connection, sk, false, direct))
				return 0;
			count_multipath(sk, direct);
			/* Whose an accepted one is shows when accept() returns. */
			if (!(is_limited_by_task() && connection->flags & FLAG_ACCEPTED))
				emit_socket_event(connection, sk, old_state, new_state, false,
						  direct);
		}
		return 0;
	case TCP_CLOSE_WAIT:
		connection = find_connection(sk);
		if (connection)
			note_end(connection, ENDED_BY_REMOTE);
		return 0;
	case TCP_FIN_WAIT1:
	case TCP_LAST_ACK:
		connection = find_connection(sk);
		if (connection)
			note_end(connection, ENDED_BY_LOCAL);
		/* This end has sent its last byte: the end of a body without a length. */
		if (connection && connection->protocol == PROTOCOL_HTTP)
			emit_socket_event(connection, sk, old_state, new_state, false, direct);
		return 0;
	case TCP_CLOSE:
		connection = find_connection(sk);
		if (!connection)
			return 0;
		/* connect() gives up before anything was sent: its result says why. */
		if (connection->connecting && !LOAD(direct, sk, sk_err))
			return 0;
		note_close(connection, LOAD(direct, sk, sk_err));
		connection->closed = has_unread(connection, sk, direct);
		if (connection->closed)
			connection->flags |= FLAG_UNREAD;
		emit_socket_event(connection, sk, old_state, new_state, false, direct);
		if (!connection->closed)
			remove_connection(connection, sk);
		return 0;
	}
	return 0;
}

/* sock:inet_sock_set_state. */
static __always_inline int handle_state(struct sock *sk, int old_state, int new_state, bool direct)
{
	if (LOAD(direct, sk, sk_protocol) != IPPROTO_TCP)
		return 0;
	struct connection *connection = settings.has_spares ? find_connection(sk) : 0;
	if (connection && connection->state == new_state)
		return 0;
	tell_state(sk, old_state, new_state, direct);
	connection = settings.has_spares ? find_connection(sk) : 0;
	if (connection)
		connection->state = new_state;
	return 0;
}

/*
 * tcp:tcp_destroy_sock. Nobody can read any more what was left when the connection ended. An end that no program saw is
 * told here: the next socket at this address is to be another connection.
 */
static __always_inline int handle_destroy(struct sock *sk, bool direct)
{
	struct connection *connection = find_connection(sk);
	if (!connection)
		return 0;
	__u16 before = TCP_CLOSE;
	if (!connection->closed) {
		before = connection->announced ? TCP_ESTABLISHED : TCP_SYN_SENT;
		note_close(connection, LOAD(direct, sk, sk_err));
	}
	emit_socket_event(connection, sk, before, TCP_CLOSE, false, direct);
	remove_connection(connection, sk);
	return 0;
}

/* tcp_v4_connect and tcp_v6_connect have returned; what the network answers comes later. */
static __always_inline int handle_connect_return(struct sock *sk, struct connect_address *address,
						 int result, bool direct)
{
	struct connection *connection = find_connection(sk);
	if (connection)
		connection->connecting = false;
	if (result >= 0)
		return 0;
	/* No route: the socket has not even left TCP_CLOSE. */
	if (!connection || connection->closed) {
		connection = create_connection(sk, FLAG_CONNECTED);
		if (connection && watch(connection, sk, true, direct))
			emit_process(direct);
	}
	if (!connection)
		return 0;
	struct socket_event *event = reserve_socket_event(connection, sk, TCP_SYN_SENT, TCP_CLOSE,
							  direct);
	if (event) {
		fill_task(&event->task, direct);
		fill_asked(&event->tuple, address, direct);
		event->error = -result;
		submit(event);
	}
	remove_connection(connection, sk);
	return 0;
}

/*
 * A connection that waited to be accepted when the trace began, or the end of whose handshake no program saw. Nobody has
 * read or written yet, so that all of it will be seen.
 */
static __always_inline struct connection *meet_at_accept(struct sock *sk, bool direct)
{
	__u8 state = LOAD(direct, sk, __sk_common.skc_state);
	struct connection *connection = state == TCP_CLOSE ? 0
							   : create_connection(sk, FLAG_ACCEPTED);
	if (!connection)
		return 0;
	connection->early = state == TCP_SYN_RECV;
	begin_sequences(connection, sk, false, direct);
	return connection;
}

/* Within accept(), or as inet_csk_accept returns: from here on it is known whose connection this is. */
static __always_inline int handle_accept(struct sock *sk, bool direct)
{
	if (!sk || LOAD(direct, sk, sk_protocol) != IPPROTO_TCP)
		return 0;
	struct connection *connection = find_connection(sk);
	if (!connection)
		connection = meet_at_accept(sk, direct);
	if (!connection || !watch(connection, sk, true, direct))
		return 0;
	__u16 before = connection->announced ? TCP_ESTABLISHED : TCP_SYN_RECV;
	emit_socket_event(connection, sk, before, TCP_ESTABLISHED, true, direct);
	return 0;
}

/* tcp:tcp_retransmit_skb. Under loss there is one a packet: they are counted, and told now and then. */
static __always_inline int handle_retransmit(struct sock *sk, bool direct)
{
	struct connection *connection = find_connection(sk);
	if (!connection || connection->unwatched)
		return 0;
	__u64 now = bpf_ktime_get_ns();
	connection->retransmitted++;
	if (now - connection->retransmit_ns < RETRANSMIT_EVERY_NS)
		return 0;
	struct retransmit_event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
	if (!event) {
		count_loss(LOSS_RING_BUFFER_FULL, 0);
		return 0;
	}
	struct tcp_sock *tcp = tcp_of(sk, direct);
	event->header.size = sizeof(*event);
	event->header.type = EVENT_RETRANSMIT;
	event->header.flags = connection->flags;
	event->header.time_ns = now;
	event->connection = connection->id;
	event->segments = connection->retransmitted;
	event->rtt_us = tcp ? LOAD(direct, tcp, srtt_us) >> 3 : 0;
	connection->retransmitted = 0;
	connection->retransmit_ns = now;
	submit(event);
	return 0;
}

#endif
