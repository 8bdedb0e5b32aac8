/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* TCP connections as packets show them: what each speaks, and how far it is told. */
#ifndef HTTP_TRACE_FLOW_H
#define HTTP_TRACE_FLOW_H

#include "connection.h"
#include "packet.h"

#define MAX_FLOWS 65536

enum flow_phase {
	FLOW_OPEN = 0,	      /* data may come, or came */
	FLOW_SYN = 1,	      /* nobody has answered */
	FLOW_SYN_ANSWERED = 2 /* the last packet of the handshake has not come */
};

/* The end with the lower port comes first, so that both directions find the same entry. */
struct flow_key_v4 {
	__be32 address[2];
	__u16 port[2];
};

struct flow_key_v6 {
	__be32 address[2][4];
	__u16 port[2];
};

/* One direction of a connection. */
struct flow_side {
	__u32 next;	 /* sequence number after the newest byte seen; 0: none was */
	__u32 turn;	 /* bytes copied since the other direction last moved */
	__u32 interface; /* that showed the newest byte */
	__u32 misses;	 /* segments that did not decide what it speaks */
};

struct flow {
	__u64 id;
	struct flow_side sides[2]; /* 0: the end that comes first sends */
	__u8 protocol;		   /* enum protocol */
	__u8 phase;		   /* enum flow_phase */
	__u8 joined;		   /* the connection is older than the trace */
	__u8 reset;
	__u32 reserved;
	struct opening opening;
};

/* The least recently used entry gives way: a flood of connections cannot fill the table for good. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, MAX_FLOWS);
	__type(key, struct flow_key_v4);
	__type(value, struct flow);
} flows_v4 SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, MAX_FLOWS);
	__type(key, struct flow_key_v6);
	__type(value, struct flow);
} flows_v6 SEC(".maps");

struct flow_key {
	union {
		struct flow_key_v4 v4;
		struct flow_key_v6 v6;
	};
	__u8 direction;
};

/* Addresses decide where the ports are the same. */
static __noinline bool source_address_comes_first(const struct segment *segment)
{
#pragma unroll
	for (int i = 0; i < 4; i++) {
		if (segment->family == FAMILY_IPV4 && i > 0)
			break;
		if (segment->source[i] != segment->destination[i])
			return segment->source[i] < segment->destination[i];
	}
	return true;
}

static __noinline void make_key_v6(struct flow_key_v6 *key, const struct segment *segment,
				   bool first)
{
#pragma unroll
	for (int i = 0; i < 4; i++) {
		key->address[0][i] = first ? segment->source[i] : segment->destination[i];
		key->address[1][i] = first ? segment->destination[i] : segment->source[i];
	}
	key->port[0] = first ? segment->source_port : segment->destination_port;
	key->port[1] = first ? segment->destination_port : segment->source_port;
	clear_result();
}

static __always_inline void make_key(struct flow_key *key, const struct segment *segment)
{
	__u32 source = segment->source_port;
	__u32 destination = segment->destination_port;
	bool first = source < destination;
	if (source == destination)
		first = source_address_comes_first(segment);
	key->direction = !first;
	if (segment->family != FAMILY_IPV4) {
		make_key_v6(&key->v6, segment, first);
	} else if (first) {
		key->v4.address[0] = segment->source[0];
		key->v4.address[1] = segment->destination[0];
		key->v4.port[0] = source;
		key->v4.port[1] = destination;
	} else {
		key->v4.address[0] = segment->destination[0];
		key->v4.address[1] = segment->source[0];
		key->v4.port[0] = destination;
		key->v4.port[1] = source;
	}
}

static __always_inline struct flow *look_up_flow(const struct flow_key *key,
						 const struct segment *segment)
{
	if (segment->family == FAMILY_IPV4)
		return bpf_map_lookup_elem(&flows_v4, &key->v4);
	return bpf_map_lookup_elem(&flows_v6, &key->v6);
}

static __always_inline struct flow *create_flow(const struct flow_key *key,
						const struct segment *segment)
{
	struct flow fresh = {
		.id = next_connection_id(),
		.joined = !(segment->flags & PACKET_SYN),
	};
	fresh.sides[0].next = key->direction ? 0 : segment->sequence;
	fresh.sides[1].next = key->direction ? segment->sequence : 0;
	long error = segment->family == FAMILY_IPV4
			 ? bpf_map_update_elem(&flows_v4, &key->v4, &fresh, BPF_ANY)
			 : bpf_map_update_elem(&flows_v6, &key->v6, &fresh, BPF_ANY);
	if (error) {
		count_loss(LOSS_CONNECTION_TABLE_FULL, 0);
		return 0;
	}
	return look_up_flow(key, segment);
}

#endif
