/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The arguments of a call, from its entry to its return, whose probe does not see them any more. Each task has a place in
 * an array, which the kernel finds without a call; a task that finds another one's arguments there puts its own into a
 * table. Two that take a free place at the same moment may mix what they write: its sum then does not match, and neither
 * of the calls was seen.
 */
#ifndef HTTP_TRACE_ENTERED_CALL_H
#define HTTP_TRACE_ENTERED_CALL_H

#include "maps.h"

#define CALL_PLACES 16384

struct entered_call {
	__u64 task; /* pid_tgid; 0: the place is free */
	struct sock *sk;
	struct msghdr *message;
	__u64 flags;
	__u64 sum;
};

struct call_place {
	struct entered_call call;
	__u64 is_shared; /* some task found it taken */
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, CALL_PLACES);
	__type(key, __u32);
	__type(value, struct call_place);
} call_places SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, __u64); /* pid_tgid */
	__type(value, struct entered_call);
} calls SEC(".maps");

static __always_inline struct call_place *call_place_of(__u64 task)
{
	__u32 place = task & (CALL_PLACES - 1);
	return bpf_map_lookup_elem(&call_places, &place);
}

static __always_inline __u64 sum_of(const struct entered_call *call)
{
	return call->task ^ (__u64)call->sk ^ ((__u64)call->message << 1) ^ (call->flags << 32);
}

static __always_inline int enter(struct sock *sk, struct msghdr *message, int flags)
{
	__u64 task = bpf_get_current_pid_tgid();
	struct entered_call call = {
		.task = task, .sk = sk, .message = message, .flags = (__u32)flags
	};
	struct call_place *place = call_place_of(task);
	if (!place)
		return 0;
	call.sum = sum_of(&call);
	if (!place->call.task || place->call.task == task) {
		place->call = call;
		/* The return of an earlier call may have been missed. */
		if (place->is_shared)
			bpf_map_delete_elem(&calls, &task);
		return 0;
	}
	place->is_shared = true;
	if (bpf_map_update_elem(&calls, &task, &call, BPF_ANY))
		count_loss(LOSS_PROBE_MISSED, 0);
	return 0;
}

static __always_inline bool take_call(struct entered_call *call, __u64 task)
{
	struct call_place *place = call_place_of(task);
	if (place && place->call.task == task) {
		*call = place->call;
		place->call.task = 0;
		return call->task == task && call->sum == sum_of(call);
	}
	struct entered_call *entered = bpf_map_lookup_elem(&calls, &task);
	if (!entered)
		return false;
	*call = *entered;
	bpf_map_delete_elem(&calls, &task);
	return true;
}

/* False: the entry was not seen. */
static __always_inline bool leave(struct entered_call *call, int moved)
{
	bool taken = take_call(call, bpf_get_current_pid_tgid());
	if (!taken && moved > 0)
		count_loss(LOSS_PROBE_MISSED, moved);
	return taken;
}

#endif
