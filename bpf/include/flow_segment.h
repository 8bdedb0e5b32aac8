/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Which connection a segment belongs to, what it moves on there, and what of it is to be told. */
#ifndef HTTP_TRACE_FLOW_SEGMENT_H
#define HTTP_TRACE_FLOW_SEGMENT_H

#include "flow_opening.h"
#include "flow_table.h"
#include "packet_event.h"

static __always_inline bool is_after(__u32 sequence, __u32 other)
{
	return (__s32)(sequence - other) > 0;
}

/* A packet of a handshake that goes on, or is over already. */
static __always_inline bool belongs_to(const struct flow *known, __u8 direction,
				       const struct segment *segment)
{
	const struct flow_side *side = &known->sides[direction & 1];
	bool repeated = side->next == segment->sequence;
	bool answers = segment->flags & PACKET_ACK;
	if (known->phase == FLOW_OPEN)
		return !is_after(segment->sequence, side->next) &&
		       (answers || (side->interface && side->interface != segment->interface));
	/* Both ends may open it at the same moment (RFC 9293, 3.5). */
	return answers || repeated || (known->phase == FLOW_SYN && side->next == 0);
}

/* A segment that begins a connection, perhaps with the ports of an old one; or that of one which nobody knows. */
static __noinline struct flow *open_flow(struct flow *known, const struct flow_key *key,
					 __u8 direction, const struct segment *segment)
{
	__u8 phase = FLOW_OPEN;
	if (segment->flags & PACKET_SYN) {
		phase = segment->flags & PACKET_ACK ? FLOW_SYN_ANSWERED : FLOW_SYN;
		if (known && belongs_to(known, direction, segment)) {
			if (known->phase == FLOW_SYN)
				enter_phase(known, phase);
			return known;
		}
	} else if (segment->length == 0 || segment->flags & PACKET_RST) {
		return 0;
	}
	struct flow *created = create_flow(known, key, direction, segment);
	if (created)
		enter_phase(created, phase);
	return created;
}

/* The connection of a segment: the known one, or a new one; or none. */
static __always_inline struct flow *flow_of(const struct flow_key *key, __u8 direction,
					    const struct segment *segment)
{
	struct flow *known = look_up_flow(key);
	if (!known || segment->flags & PACKET_SYN)
		return open_flow(known, key, direction, segment);
	known->used = 1;
	return known;
}

static __always_inline __u32 end_of(const struct segment *segment)
{
	return segment->sequence + segment->length + (segment->flags & PACKET_FIN ? 1 : 0);
}

/* A connection on its way through the host is seen on several interfaces: the first one that shows a byte counts. */
static __always_inline bool is_seen_elsewhere(const struct flow_side *side,
					      const struct segment *segment)
{
	return side->interface && side->interface != segment->interface &&
	       !is_after(end_of(segment), side->next);
}

/* A segment that was sent again shows nothing new, or only its end is. */
static __always_inline __u32 fresh_bytes(const struct flow_side *side,
					 const struct segment *segment)
{
	__s32 ahead = segment->sequence + segment->length - side->next;
	if (side->next == 0 || ahead > (__s64)segment->length)
		return segment->length;
	return ahead > 0 ? ahead : 0;
}

static __always_inline void move_on(struct flow *flow, __u8 direction,
				    const struct segment *segment)
{
	struct flow_side *side = &flow->sides[direction & 1];
	__u32 end = end_of(segment);
	if (segment->flags & PACKET_FIN)
		flow->fins |= 1 << direction;
	side->interface = segment->interface;
	if (side->next == 0 || is_after(end, side->next))
		side->next = end;
}

/* Of mere acknowledgements only the one that ends a handshake is told. False: nothing is. */
static __always_inline bool take_empty(struct flow *flow, const struct segment *segment)
{
	if (segment->flags & PACKET_RST) {
		if (flow->reset)
			return false;
		flow->reset = 1;
		return true;
	}
	if (flow->phase != FLOW_SYN_ANSWERED)
		return false;
	enter_phase(flow, FLOW_OPEN);
	return true;
}

/* Returns how many payload bytes are to be copied; negative: nothing is to be told. */
static __always_inline __s64 take_payload(struct flow *flow, __u8 direction,
					  const struct __sk_buff *skb, struct segment *segment)
{
	struct flow_side *side = &flow->sides[direction & 1];
	if (is_seen_elsewhere(side, segment))
		return -1;
	__u32 fresh = fresh_bytes(side, segment);
	bool told = segment->length == 0 || is_perhaps_http(flow, direction, skb, segment);
	move_on(flow, direction, segment);
	if (flow->phase != FLOW_OPEN && !(segment->flags & PACKET_SYN))
		enter_phase(flow, FLOW_OPEN);
	if (told)
		return segment->length ? bytes_to_copy_of(flow, direction, segment->length, fresh)
				       : 0;
	/* Its end is told, but not its bytes. */
	if (!(segment->flags & PACKET_FIN))
		return -1;
	segment->sequence += segment->length;
	segment->length = 0;
	return 0;
}

static __always_inline __s64 take_segment(struct flow *flow, __u8 direction,
					  const struct __sk_buff *skb, struct segment *segment)
{
	if (segment->flags & PACKET_RST)
		segment->length = 0;
	if (segment->length || segment->flags & (PACKET_SYN | PACKET_FIN))
		return take_payload(flow, direction, skb, segment);
	return take_empty(flow, segment) ? 0 : -1;
}

#endif
