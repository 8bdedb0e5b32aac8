/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Handshakes that wait for their last packet. Of mere acknowledgements only those packets are told, and every download
 * is full of others: where no handshake waits, the connection of one need not be looked for.
 */
#ifndef HTTP_TRACE_HANDSHAKE_H
#define HTTP_TRACE_HANDSHAKE_H

#include "flow.h"

#define HANDSHAKE_PLACES 65536

/* By what both ends' ports have in common. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, HANDSHAKE_PLACES);
	__type(key, __u32);
	__type(value, __u32);
} waiting_handshakes SEC(".maps");

static __always_inline __u32 *handshakes_between(__u16 port, __u16 other)
{
	__u32 place = port ^ other;
	return bpf_map_lookup_elem(&waiting_handshakes, &place);
}

static __always_inline void count_handshake(const struct flow *flow, __s32 change)
{
	__u32 *waiting = handshakes_between(flow->key.port[0], flow->key.port[1]);
	if (waiting)
		__sync_fetch_and_add(waiting, change);
}

static __noinline void enter_phase(struct flow *flow, __u8 phase)
{
	__u8 before = flow->phase;
	flow->phase = phase;
	if (before == phase)
		return;
	if (phase == FLOW_SYN_ANSWERED)
		count_handshake(flow, 1);
	else if (before == FLOW_SYN_ANSWERED)
		count_handshake(flow, -1);
	clear_result();
}

/* Nothing of it is told, of any connection. */
static __always_inline bool is_mere_acknowledgement(const struct segment *segment)
{
	if (segment->length || segment->flags & (PACKET_SYN | PACKET_FIN | PACKET_RST))
		return false;
	const __u32 *waiting = handshakes_between(segment->source_port, segment->destination_port);
	return waiting && *waiting == 0;
}

#endif
