/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Finds out what a connection speaks from the segments that it begins with. */
#ifndef HTTP_TRACE_FLOW_OPENING_H
#define HTTP_TRACE_FLOW_OPENING_H

#include "flow.h"
#include "likeness.h"

/* Segments that may pass before a connection is taken for something else than HTTP. */
#define MAX_FLOW_MISSES 64

static __always_inline void add_segment_to_opening(struct opening *opening,
						   const struct __sk_buff *skb,
						   const struct segment *segment)
{
	__u64 at = opening->length;
	if (at >= CLASSIFIED_BYTES)
		return;
	__u64 piece = CLASSIFIED_BYTES - at;
	if (piece > segment->length)
		piece = segment->length;
	asm volatile("" : "+r"(at));
	if (at >= CLASSIFIED_BYTES ||
	    !load_bytes(opening->bytes + at, CLASSIFIED_BYTES, skb, segment->payload, piece))
		return;
	opening->length = at + piece;
}

/*
 * The first bytes decide; they may come in several segments. Segments that are not in order decide nothing, and
 * a joined connection may be in the middle of a message. True: the segment is to be told.
 */
static __noinline bool may_be_http(struct flow *flow, __u8 direction, const struct __sk_buff *skb,
				   const struct segment *segment)
{
	struct flow_side *side = &flow->sides[direction & 1];
	struct opening *opening = &flow->opening;
	bool in_order = segment->sequence == side->next;
	bool turned = opening->direction != direction;
	bool answered = opening->length > 0 && turned;
	bool proxied = flow->protocol == PROTOCOL_PROXIED && !turned;
	if (answered || !in_order)
		opening->length = 0;
	enum likeness likeness = LIKENESS_OPEN;
	if (in_order || flow->joined) {
		opening->direction = direction;
		add_segment_to_opening(opening, skb, segment);
		likeness = likeness_of(opening);
	}
	if (likeness == LIKENESS_HTTP) {
		flow->protocol = PROTOCOL_HTTP;
		return true;
	}
	if (likeness == LIKENESS_PROXIED || (proxied && (likeness == LIKENESS_NONE || !in_order))) {
		flow->protocol = PROTOCOL_PROXIED;
		opening->length = 0;
		return true;
	}
	if (likeness == LIKENESS_NONE)
		opening->length = 0;
	else if (!answered && in_order)
		return true;
	if (++side->misses >= MAX_FLOW_MISSES || (likeness == LIKENESS_NONE && !flow->joined))
		flow->protocol = PROTOCOL_OTHER;
	return likeness == LIKENESS_OPEN;
}

static __always_inline bool is_perhaps_http(struct flow *flow, __u8 direction,
					    const struct __sk_buff *skb,
					    const struct segment *segment)
{
	__u8 protocol = flow->protocol;
	if (protocol == PROTOCOL_HTTP || protocol == PROTOCOL_OTHER)
		return protocol == PROTOCOL_HTTP;
	return may_be_http(flow, direction, skb, segment);
}

#endif
