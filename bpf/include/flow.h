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

/* Arrays of two: by direction, 0 where the end that comes first sends. */
struct flow {
	__u64 id;
	__u32 next[2];	    /* sequence number after the newest byte seen */
	__u32 turn[2];	    /* bytes copied since the other direction last moved */
	__u32 interface[2]; /* that showed the newest byte */
	__u8 protocol;	    /* enum protocol */
	__u8 phase;	    /* enum flow_phase */
	__u8 joined;	    /* the connection is older than the trace */
	__u8 misses[2];	    /* segments that did not decide what it speaks */
	__u8 reset;
	__u16 reserved;
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
	struct flow_key_v4 v4;
	struct flow_key_v6 v6;
	__u8 direction;
};

static __always_inline bool source_comes_first(const struct segment *segment)
{
	if (segment->source_port != segment->destination_port)
		return segment->source_port < segment->destination_port;
#pragma unroll
	for (int i = 0; i < 4; i++) {
		if (segment->family == FAMILY_IPV4 && i > 0)
			break;
		if (segment->source[i] != segment->destination[i])
			return segment->source[i] < segment->destination[i];
	}
	return true;
}

static __always_inline void make_key(struct flow_key *key, const struct segment *segment)
{
	bool first = source_comes_first(segment);
	key->direction = !first;
	if (segment->family == FAMILY_IPV4) {
		key->v4.address[0] = first ? segment->source[0] : segment->destination[0];
		key->v4.address[1] = first ? segment->destination[0] : segment->source[0];
		key->v4.port[0] = first ? segment->source_port : segment->destination_port;
		key->v4.port[1] = first ? segment->destination_port : segment->source_port;
		return;
	}
#pragma unroll
	for (int i = 0; i < 4; i++) {
		key->v6.address[0][i] = first ? segment->source[i] : segment->destination[i];
		key->v6.address[1][i] = first ? segment->destination[i] : segment->source[i];
	}
	key->v6.port[0] = first ? segment->source_port : segment->destination_port;
	key->v6.port[1] = first ? segment->destination_port : segment->source_port;
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
	fresh.next[0] = key->direction ? 0 : segment->sequence;
	fresh.next[1] = key->direction ? segment->sequence : 0;
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
