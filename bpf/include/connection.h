/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The table of connections, and from where the bytes of each are counted. */
#ifndef HTTP_TRACE_CONNECTION_H
#define HTTP_TRACE_CONNECTION_H

#include "maps.h"
#include "not_http.h"

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
	unmark_not_http(sk);
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

/* The sequence number of the next byte; positions and nothing else say how far a connection is. */
static __always_inline __u32 next_sequence(const struct connection *connection, __u8 direction)
{
	return connection->origin[direction & 1] + (__u32)connection->position[direction & 1];
}

/*
 * From here on the socket's sequence numbers say where bytes lie. Positions count from the very first byte of a connection,
 * so that both ends of it count alike: also on one that is joined, as it is older than the trace, and where some moved
 * before the handshake was over (TCP Fast Open). The kernel has these counters since 4.19.
 */
static __always_inline void count_sequences(struct connection *connection, struct sock *sk,
					    bool is_joined, bool direct)
{
	struct tcp_sock *tcp = tcp_of(sk, direct);
	if (!tcp)
		return;
	__u32 written = LOAD(direct, tcp, write_seq);
	__u32 unsent = written - LOAD(direct, tcp, snd_nxt);
	__u64 sent = LOAD(direct, tcp, bytes_sent) - LOAD(direct, tcp, bytes_retrans) + unsent;
	/* A FIN that is not read yet is in both of these. */
	__u32 copied = LOAD(direct, tcp, copied_seq);
	__u32 unread = LOAD(direct, tcp, rcv_nxt) - copied;
	__u64 received = LOAD(direct, tcp, bytes_received) - unread;
	connection->origin[SENT] = written - (__u32)sent;
	connection->origin[RECEIVED] = copied - (__u32)received;
	if (is_joined) {
		connection->position[SENT] = sent;
		connection->position[RECEIVED] = received;
	}
}

/* The stack of what calls it has no room for this. */
static __noinline __attribute__((unused)) int
count_sequences_probed(struct connection *connection, struct sock *sk, bool is_joined)
{
	count_sequences(connection, sk, is_joined, false);
	return 0;
}

static __always_inline void begin_sequences(struct connection *connection, struct sock *sk,
					    bool is_joined, bool direct)
{
	if (direct)
		count_sequences(connection, sk, is_joined, true);
	else
		count_sequences_probed(connection, sk, is_joined);
}

/*
 * Whether bytes wait for the process of a connection that is over: after a reset, or when this end had sent its FIN
 * first, it may read on. A socket that its process closes has thrown them away before it changes its state.
 */
static __always_inline bool has_unread(const struct connection *connection, struct sock *sk,
				       bool direct)
{
	struct tcp_sock *tcp = tcp_of(sk, direct);
	if (!tcp || connection->protocol == PROTOCOL_OTHER || connection->unwatched ||
	    !LOAD(direct, sk, sk_receive_queue.qlen))
		return false;
	return LOAD(direct, tcp, rcv_nxt) - LOAD(direct, tcp, copied_seq) !=
	       fin_received(sk, direct);
}

static __always_inline void note_read(struct connection *connection)
{
	connection->unread = false;
	__sync_fetch_and_add(&counters.unread_connections, -1);
}

static __always_inline void remove_connection(struct connection *connection, struct sock *sk)
{
	__u64 key = (__u64)sk;
	if (connection->unread)
		note_read(connection);
	unmark_not_http(sk);
	bpf_map_delete_elem(&connections, &key);
}

#endif
