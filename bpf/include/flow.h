/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* TCP connections as packets show them: what each speaks, and how far it is told. */
#ifndef HTTP_TRACE_FLOW_H
#define HTTP_TRACE_FLOW_H

#include "connection.h"
#include "packet.h"

enum flow_phase {
	FLOW_OPEN = 0,	      /* data may come, or came */
	FLOW_SYN = 1,	      /* nobody has answered */
	FLOW_SYN_ANSWERED = 2 /* the last packet of the handshake has not come */
};

/*
 * The end with the lower port comes first, so that both directions have the same. Two words hold all of IPv4: the others
 * are zero there.
 */
struct flow_key {
	union {
		struct {
			__be32 address[2]; /* IPv6: the first four bytes */
			__u16 port[2];
			__u16 family; /* 0: of no flow */
			__u16 reserved;
			__be32 further[2][3];
		};
		__u64 words[5];
	};
};

/* One direction of a connection. */
struct flow_side {
	__u32 next;	 /* sequence number after the newest byte seen; 0: none was */
	__u32 turn;	 /* bytes copied since the other direction last moved */
	__u32 interface; /* that showed the newest byte */
	__u32 misses;	 /* segments that did not decide what it speaks */
};

struct flow {
	struct flow_key key;
	__u64 id;
	struct flow_side sides[2]; /* 0: the end that comes first sends */
	__u8 protocol;		   /* enum protocol */
	__u8 phase;		   /* enum flow_phase */
	__u8 joined;		   /* the connection is older than the trace */
	__u8 reset;
	__u8 fins; /* 1: the end that comes first sent one; 2: the other end */
	__u8 used; /* since another connection asked for its place, see flow_table.h */
	__u16 reserved;
	struct opening opening;
};

static __always_inline bool is_same_flow(const struct flow_key *key, const struct flow_key *other)
{
	if (key->words[0] != other->words[0] || key->words[1] != other->words[1])
		return false;
	return key->family == FAMILY_IPV4 ||
	       (key->words[2] == other->words[2] && key->words[3] == other->words[3] &&
		key->words[4] == other->words[4]);
}

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

static __noinline void add_further(struct flow_key *key, const struct segment *segment, bool first)
{
#pragma unroll
	for (int i = 0; i < 3; i++) {
		key->further[0][i] = first ? segment->source[i + 1] : segment->destination[i + 1];
		key->further[1][i] = first ? segment->destination[i + 1] : segment->source[i + 1];
	}
	clear_result();
}

/* Returns the direction of the segment: 0, where the end that comes first sent it. */
static __always_inline __u8 make_key(struct flow_key *key, const struct segment *segment)
{
	__u32 source = segment->source_port;
	__u32 destination = segment->destination_port;
	bool first = source < destination;
	if (source == destination)
		first = source_address_comes_first(segment);
	key->family = segment->family;
	key->reserved = 0;
	key->words[2] = key->words[3] = key->words[4] = 0;
	if (first) {
		key->address[0] = segment->source[0];
		key->address[1] = segment->destination[0];
		key->port[0] = source;
		key->port[1] = destination;
	} else {
		key->address[0] = segment->destination[0];
		key->address[1] = segment->source[0];
		key->port[0] = destination;
		key->port[1] = source;
	}
	if (segment->family != FAMILY_IPV4)
		add_further(key, segment, first);
	return !first;
}

#endif
