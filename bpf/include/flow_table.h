/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Where flows lie: in an array, at the place that the id says. Another array guesses by ports and addresses which place
 * that is, and only where it is wrong a hash table is asked: the kernel puts the look into an array right into the
 * program, while that into a hash table takes 240 instructions.
 */
#ifndef HTTP_TRACE_FLOW_TABLE_H
#define HTTP_TRACE_FLOW_TABLE_H

#include "handshake.h"

#define MAX_FLOWS 65536

/* Flows in a row that may stay because they were used since they were last asked to go. */
#define SECOND_CHANCES 32

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, MAX_FLOWS);
	__type(key, __u32);
	__type(value, struct flow);
} flows SEC(".maps");

/* A processor that is about to make one has taken another one away before. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, MAX_FLOWS + MAX_CPUS);
	__type(key, struct flow_key);
	__type(value, __u64);
} flow_ids SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, MAX_FLOWS);
	__type(key, __u32);
	__type(value, __u32);
} guessed_places SEC(".maps");

static __always_inline struct flow *flow_in(__u32 place)
{
	return bpf_map_lookup_elem(&flows, &place);
}

static __always_inline __u32 place_of(__u64 id)
{
	return id & (MAX_FLOWS - 1);
}

/* Clients of one server differ in their port, or in their address. */
static __always_inline __u32 *guess_for(const struct flow_key *key)
{
	__u32 mixed = key->address[0] ^ key->address[1];
	if (key->family != FAMILY_IPV4)
		mixed ^= key->further[0][2] ^ key->further[1][2];
	__u32 place = (mixed ^ mixed >> 16 ^ key->port[0] ^ key->port[1]) & (MAX_FLOWS - 1);
	return bpf_map_lookup_elem(&guessed_places, &place);
}

static __noinline struct flow *find_flow(const struct flow_key *key)
{
	const __u64 *id = bpf_map_lookup_elem(&flow_ids, key);
	if (!id)
		return 0;
	__u32 place = place_of(*id);
	struct flow *flow = flow_in(place);
	/* Another processor may be about to give it away. */
	if (!flow || !is_same_flow(&flow->key, key))
		return 0;
	__u32 *guess = guess_for(key);
	if (guess)
		*guess = place;
	return flow;
}

static __always_inline struct flow *look_up_flow(const struct flow_key *key)
{
	const __u32 *guess = guess_for(key);
	struct flow *flow = guess ? flow_in(*guess) : 0;
	return flow && is_same_flow(&flow->key, key) ? flow : find_flow(key);
}

/* A handshake that did not come to its end waits no more. */
static __always_inline void leave_place(struct flow *flow)
{
	enter_phase(flow, FLOW_OPEN);
	flow->key.family = 0;
}

static __always_inline void give_way(struct flow *flow)
{
	if (!flow->key.family)
		return;
	const __u64 *id = bpf_map_lookup_elem(&flow_ids, &flow->key);
	if (id && *id == flow->id)
		bpf_map_delete_elem(&flow_ids, &flow->key);
	leave_place(flow);
}

static __always_inline bool may_stay(struct flow *flow)
{
	bool is_over = flow->reset || flow->fins == 3;
	bool used = flow->used;
	flow->used = 0;
	return used && !is_over;
}

/*
 * Ids go round the places: the flow that has been there longest gives way, so that a flood of connections cannot fill
 * the table for good. One that is not over and was used since may stay for another round.
 */
static __always_inline struct flow *take_place(__u64 *id)
{
	struct flow *flow = 0;
#pragma clang loop unroll(disable)
	for (int i = 0; i <= SECOND_CHANCES; i++) {
		*id = next_connection_id();
		flow = flow_in(place_of(*id));
		if (!flow || !may_stay(flow))
			break;
	}
	if (flow)
		give_way(flow);
	return flow;
}

/* `known`: an older connection with the same key. */
static __noinline struct flow *create_flow(struct flow *known, const struct flow_key *key,
					   __u8 direction, const struct segment *segment)
{
	__u64 id;
	if (known)
		leave_place(known);
	struct flow *flow = take_place(&id);
	if (!flow || bpf_map_update_elem(&flow_ids, key, &id, BPF_ANY)) {
		count_loss(LOSS_CONNECTION_TABLE_FULL, 0);
		return 0;
	}
	flow->id = id;
	flow->sides[0] = (struct flow_side){ .next = direction ? 0 : segment->sequence };
	flow->sides[1] = (struct flow_side){ .next = direction ? segment->sequence : 0 };
	flow->protocol = PROTOCOL_UNKNOWN;
	flow->joined = !(segment->flags & PACKET_SYN);
	flow->reset = 0;
	flow->fins = 0;
	flow->opening.length = 0;
	flow->key = *key;
	__u32 *guess = guess_for(key);
	if (guess)
		*guess = place_of(id);
	return flow;
}

#endif
