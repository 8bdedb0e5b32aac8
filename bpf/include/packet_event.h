/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The records of one segment: which of its bytes to copy, and how they get into the ring buffer. */
#ifndef HTTP_TRACE_PACKET_EVENT_H
#define HTTP_TRACE_PACKET_EVENT_H

#include "flow.h"
#include "forget.h"
#include "owner.h"

/* What one record can hold: a small message, a segment of an Ethernet, a part of a large segment. */
#define SMALL_PACKET 512
#define MEDIUM_PACKET 2048
#define LARGE_PACKET 16384

/* The largest segment has 512 KiB (IPv6 within the host). */
#define MAX_PARTS 33

struct small_packet {
	struct packet_event event;
	__u8 payload[SMALL_PACKET];
};

struct medium_packet {
	struct packet_event event;
	__u8 payload[MEDIUM_PACKET];
};

struct large_packet {
	struct packet_event event;
	__u8 payload[LARGE_PACKET];
};

/* A segment, as far as it is not told yet. */
struct parts {
	const struct __sk_buff *skb;
	const struct segment *segment;
	const struct flow *flow;
	__u8 direction;
	__u32 told;   /* payload bytes */
	__u32 wanted; /* of the others, the first ones that are to be copied */
};

static __always_inline void fill_tuple_of(struct four_tuple *tuple, const struct segment *segment)
{
	__be32 *local = (__be32 *)tuple->local_address;
	__be32 *remote = (__be32 *)tuple->remote_address;
	local[0] = segment->source[0];
	remote[0] = segment->destination[0];
	bool ipv6 = segment->family == FAMILY_IPV6;
#pragma unroll
	for (int i = 1; i < 4; i++) {
		local[i] = ipv6 ? segment->source[i] : 0;
		remote[i] = ipv6 ? segment->destination[i] : 0;
	}
	tuple->local_port = segment->source_port;
	tuple->remote_port = segment->destination_port;
	tuple->family = segment->family;
	tuple->reserved = 0;
	tuple->netns = own_netns;
}

static __always_inline void fill_packet(struct packet_event *event, const struct parts *parts,
					__u32 length, __u32 captured, __u16 flags)
{
	const struct segment *segment = parts->segment;
	bool last = parts->told + length == segment->length;
	event->header.size = (sizeof(*event) + captured + 7) & ~7u;
	event->header.type = EVENT_PACKET;
	event->header.flags = flags | (parts->flow->joined ? FLAG_JOINED : 0);
	event->header.time_ns = bpf_ktime_get_ns();
	event->connection = parts->flow->id;
	fill_tuple_of(&event->tuple, segment);
	event->sequence = segment->sequence + parts->told;
	event->acknowledged = segment->acknowledged;
	event->length = length;
	event->captured = captured;
	event->interface = segment->interface;
	event->flags = last ? segment->flags : segment->flags & ~(PACKET_FIN | PACKET_RST);
	event->not_http = parts->flow->protocol == PROTOCOL_OTHER;
	event->direction = parts->direction;
	event->reserved = 0;
}

/* Where there is no room for its bytes, their end is told without them. */
static __noinline void emit_end(struct parts *parts)
{
	__u32 left = parts->segment->length - parts->told;
	bool ends_flow = parts->segment->flags & (PACKET_FIN | PACKET_RST);
	struct packet_event *event = 0;
	if (ends_flow)
		event = bpf_ringbuf_reserve(&ends, sizeof(*event), 0);
	if (!event || left)
		count_loss(LOSS_RING_BUFFER_FULL, left);
	if (event) {
		parts->told = parts->segment->length;
		fill_packet(event, parts, 0, 0, 0);
		submit(event);
	}
	clear_result();
}

/* Bytes that are only counted, or none at all. */
static __always_inline void emit_uncopied(struct parts *parts, __u16 flags)
{
	struct packet_event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
	if (!event) {
		emit_end(parts);
		return;
	}
	fill_packet(event, parts, parts->segment->length - parts->told, 0, flags);
	submit(event);
}

/* One record of a size that is known when it is compiled. False: it was told, or counted, that bytes are missing. */
#define EMIT_PART(kind, room)                                                                      \
	static __always_inline bool emit_##kind(struct parts *parts)                               \
	{                                                                                          \
		__u32 left = parts->segment->length - parts->told;                                 \
		struct kind *record = bpf_ringbuf_reserve(&events, sizeof(*record), 0);            \
		if (!record) {                                                                     \
			emit_end(parts);                                                           \
			return false;                                                              \
		}                                                                                  \
		__u64 piece = parts->wanted;                                                       \
		if (piece > room)                                                                  \
			piece = room;                                                              \
		if (!load_bytes(record->payload, room, parts->skb,                                 \
				parts->segment->payload + parts->told, piece)) {                   \
			bpf_ringbuf_discard(record, BPF_RB_NO_WAKEUP);                             \
			count_loss(LOSS_UNREADABLE_MEMORY, parts->wanted);                         \
			emit_uncopied(parts, FLAG_UNREADABLE);                                     \
			return false;                                                              \
		}                                                                                  \
		/* The last one stands for the bytes beyond the limit as well. */                  \
		__u32 length = piece == parts->wanted ? left : piece;                              \
		__u64 told = forget(&record->event.connection, parts->told + length);              \
		__u64 wanted = forget(&record->event.connection, parts->wanted - piece);           \
		fill_packet(&record->event, parts, length, piece, 0);                              \
		submit(record);                                                                    \
		parts->told = told;                                                                \
		parts->wanted = wanted;                                                            \
		return true;                                                                       \
	}

EMIT_PART(small_packet, SMALL_PACKET)
EMIT_PART(medium_packet, MEDIUM_PACKET)
EMIT_PART(large_packet, LARGE_PACKET)

/* `fresh`: those of its bytes that no segment has shown yet. Others count for the limit only once. */
static __always_inline __u32 bytes_to_copy_of(struct flow *flow, __u8 direction, __u32 length,
					      __u32 fresh)
{
	struct flow_side *side = &flow->sides[direction & 1];
	__u32 wanted = within_limit(side->turn, length);
	flow->sides[!direction].turn = 0;
	side->turn += wanted < fresh ? wanted : fresh;
	return wanted;
}

static __noinline void emit_long(struct parts *parts)
{
	if (parts->wanted == 0)
		emit_uncopied(parts, 0);
	else if (parts->wanted <= MEDIUM_PACKET)
		emit_medium_packet(parts);
	else {
#pragma clang loop unroll(disable)
		for (int i = 0; i < MAX_PARTS && parts->wanted > 0; i++)
			if (!emit_large_packet(parts))
				break;
	}
	clear_result();
}

static __always_inline void emit_segment(const struct __sk_buff *skb, const struct segment *segment,
					 const struct flow *flow, __u8 direction, __u32 wanted)
{
	struct parts parts = { .skb = skb,
			       .segment = segment,
			       .flow = flow,
			       .direction = direction,
			       .wanted = wanted };
	if (wanted > 0 && wanted <= SMALL_PACKET)
		emit_small_packet(&parts);
	else
		emit_long(&parts);
}

#endif
