/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Connections: their table, and the events that tell what became of them. */
#ifndef HTTP_TRACE_SOCKET_EVENT_H
#define HTTP_TRACE_SOCKET_EVENT_H

#include "maps.h"
#include "task.h"

#include <bpf/bpf_endian.h>

static __always_inline void copy_v6(__u8 *to, struct in6_addr *from, bool direct)
{
	__u32 *words = (__u32 *)to;
	words[0] = LOAD(direct, from, in6_u.u6_addr32[0]);
	words[1] = LOAD(direct, from, in6_u.u6_addr32[1]);
	words[2] = LOAD(direct, from, in6_u.u6_addr32[2]);
	words[3] = LOAD(direct, from, in6_u.u6_addr32[3]);
}

/* An IPv6 socket that talks IPv4 has a mapped address (RFC 4291, 2.5.5.2) and the plain one beside it. */
static __always_inline bool is_v4_mapped(struct in6_addr *address, bool direct)
{
	return LOAD(direct, address, in6_u.u6_addr32[0]) == 0 &&
	       LOAD(direct, address, in6_u.u6_addr32[1]) == 0 &&
	       LOAD(direct, address, in6_u.u6_addr32[2]) == bpf_htonl(0xffff);
}

static __always_inline void fill_tuple(struct four_tuple *tuple, struct sock *sk, bool direct)
{
	struct sock_common *common = &sk->__sk_common;
	__builtin_memset(tuple, 0, sizeof(*tuple));
	tuple->local_port = LOAD(direct, common, skc_num);
	tuple->remote_port = bpf_ntohs(LOAD(direct, common, skc_dport));
	struct net *net = LOAD(direct, common, skc_net.net);
	tuple->netns = LOAD(direct, net, ns.inum);
	if (LOAD(direct, common, skc_family) == AF_INET6 &&
	    !is_v4_mapped(&common->skc_v6_daddr, direct)) {
		tuple->family = FAMILY_IPV6;
		copy_v6(tuple->local_address, &common->skc_v6_rcv_saddr, direct);
		copy_v6(tuple->remote_address, &common->skc_v6_daddr, direct);
		return;
	}
	tuple->family = FAMILY_IPV4;
	*(__u32 *)tuple->local_address = LOAD(direct, common, skc_rcv_saddr);
	*(__u32 *)tuple->remote_address = LOAD(direct, common, skc_daddr);
}

/* Unique for the life of the trace; 0: there is none to be had. */
static __always_inline __u64 next_connection_id(void)
{
	__u64 id = 0;
	if (bpf_map_pop_elem(&connection_ids, &id))
		return 0;
	__u64 later = id + CONNECTION_IDS;
	bpf_map_push_elem(&connection_ids, &later, BPF_ANY);
	return id;
}

static __always_inline struct connection *create_connection(struct sock *sk, __u16 flags)
{
	__u64 key = (__u64)sk;
	struct connection fresh = { .id = next_connection_id(), .flags = flags };
	if (!fresh.id || bpf_map_update_elem(&connections, &key, &fresh, BPF_ANY)) {
		count_loss(LOSS_CONNECTION_TABLE_FULL, 0);
		return 0;
	}
	return bpf_map_lookup_elem(&connections, &key);
}

static __always_inline struct connection *find_connection(struct sock *sk)
{
	__u64 key = (__u64)sk;
	return bpf_map_lookup_elem(&connections, &key);
}

static __always_inline struct tcp_sock *tcp_of(struct sock *sk, bool direct)
{
	return direct ? (struct tcp_sock *)bpf_skc_to_tcp_sock((void *)sk) : (void *)sk;
}

/* The peer's FIN takes a sequence number, and the kernel counts it like a byte: 1 once it came, else 0. */
static __always_inline __u32 fin_received(struct sock *sk, bool direct)
{
	unsigned long flags = LOAD(direct, sk, __sk_common.skc_flags);
	return (flags >> bpf_core_enum_value(enum sock_flags, SOCK_DONE)) & 1;
}

static __always_inline void emit_socket_event(struct connection *connection, struct sock *sk,
					      __u16 old_state, __u16 new_state, bool in_task,
					      bool direct)
{
	struct socket_event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
	if (!event) {
		count_loss(LOSS_RING_BUFFER_FULL, 0);
		return;
	}
	event->header.size = sizeof(*event);
	event->header.type = EVENT_SOCKET;
	event->header.flags = connection->flags;
	event->header.time_ns = bpf_ktime_get_ns();
	event->connection = connection->id;
	if (in_task)
		fill_task(&event->task, direct);
	else
		__builtin_memset(&event->task, 0, sizeof(event->task));
	fill_tuple(&event->tuple, sk, direct);
	event->old_state = old_state;
	event->new_state = new_state;
	event->error = 0;
	event->sent = 0;
	event->received = 0;
	if (new_state == TCP_CLOSE) {
		event->error = LOAD(direct, sk, sk_err);
		struct tcp_sock *tcp = tcp_of(sk, direct);
		if (tcp) {
			__u64 received = LOAD(direct, tcp, bytes_received);
			event->sent = LOAD(direct, tcp, bytes_sent) -
				      LOAD(direct, tcp, bytes_retrans);
			event->received = received - fin_received(sk, direct);
		}
	}
	if (new_state == TCP_ESTABLISHED)
		connection->announced = true;
	submit(event);
}

/* From here on every byte has a sequence number relative to these. */
static __always_inline void begin_sequences(struct connection *connection, struct sock *sk,
					    bool direct)
{
	struct tcp_sock *tcp = tcp_of(sk, direct);
	if (!tcp)
		return;
	connection->sequence[SENT] = LOAD(direct, tcp, write_seq);
	connection->sequence[RECEIVED] = LOAD(direct, tcp, copied_seq);
}

/*
 * sock:inet_sock_set_state. Only connect() and listen() run in the name of the task that asked for them; every
 * other change comes from whatever the softirq interrupted.
 */
static __always_inline int handle_state(struct sock *sk, int old_state, int new_state, bool direct)
{
	if (LOAD(direct, sk, sk_protocol) != IPPROTO_TCP)
		return 0;
	struct connection *connection;
	switch (new_state) {
	case TCP_SYN_SENT:
		emit_process(direct);
		connection = create_connection(sk, FLAG_CONNECTED);
		if (connection)
			emit_socket_event(connection, sk, old_state, new_state, true, direct);
		return 0;
	case TCP_LISTEN:
		connection = create_connection(sk, 0);
		if (connection)
			emit_socket_event(connection, sk, old_state, new_state, true, direct);
		return 0;
	case TCP_ESTABLISHED:
		connection = old_state == TCP_SYN_RECV ? create_connection(sk, FLAG_ACCEPTED)
						       : find_connection(sk);
		if (connection) {
			begin_sequences(connection, sk, direct);
			emit_socket_event(connection, sk, old_state, new_state, false, direct);
		}
		return 0;
	case TCP_FIN_WAIT1:
	case TCP_LAST_ACK:
		/* This end has sent its last byte: the end of a body without a length. */
		connection = find_connection(sk);
		if (connection && connection->protocol == PROTOCOL_HTTP)
			emit_socket_event(connection, sk, old_state, new_state, false, direct);
		return 0;
	case TCP_CLOSE:
		connection = find_connection(sk);
		if (connection) {
			__u64 key = (__u64)sk;
			emit_socket_event(connection, sk, old_state, new_state, false, direct);
			bpf_map_delete_elem(&connections, &key);
		}
		return 0;
	}
	return 0;
}

#endif
