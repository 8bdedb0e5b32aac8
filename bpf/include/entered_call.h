/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The arguments of a call, for the probes inside it and behind it, which do not see them. Each task has a place in an
 * array, which the kernel finds without a call; a task that finds another one's arguments there puts its own into a
 * table. Not every end of a call is seen: what is left of it stays until the task's next one, or falls out of the table.
 * Two that take a free place at the same moment may mix what they write: its sum then does not match, and neither of the
 * calls was seen.
 */
#ifndef HTTP_TRACE_ENTERED_CALL_H
#define HTTP_TRACE_ENTERED_CALL_H

#include "kernel_drift.h"
#include "maps.h"

#define CALL_PLACES 16384

struct call_note {
	__u64 task; /* pid_tgid; 0: the place is free */
	struct sock *sk;
	struct msghdr *message;
	__u64 flags;
	__u64 left; /* what it is counted by, see call_progress.h */
	__u64 sum;
};

struct entered_call {
	struct call_note note;
	__u32 moved; /* since it was looked at before */
	__u32 end;   /* the sequence number then, where that may have been the last time */
	struct iterator_copy iterator; /* of its message, as it was then */
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
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, __u64); /* pid_tgid */
	__type(value, struct entered_call);
} calls SEC(".maps");

static __always_inline struct call_place *call_place_of(__u64 task)
{
	__u32 place = task & (CALL_PLACES - 1);
	return bpf_map_lookup_elem(&call_places, &place);
}

static __always_inline __u64 sum_of(const struct call_note *note)
{
	return note->task ^ (__u64)note->sk ^ ((__u64)note->message << 1) ^ (note->flags << 32) ^
	       (note->left << 2);
}

static __always_inline int enter(struct call_note *note)
{
	note->task = bpf_get_current_pid_tgid();
	note->sum = sum_of(note);
	struct call_place *place = call_place_of(note->task);
	if (!place)
		return 0;
	if (!place->call.note.task || place->call.note.task == note->task) {
		place->call.note = *note;
		/* What is left of an earlier call. */
		if (place->is_shared)
			bpf_map_delete_elem(&calls, &note->task);
		return 0;
	}
	place->is_shared = true;
	struct entered_call call = { .note = *note };
	if (bpf_map_update_elem(&calls, &note->task, &call, BPF_ANY))
		count_loss(LOSS_PROBE_MISSED, 0);
	return 0;
}

/* The present task's latest call; 0: it was not seen. */
static __always_inline struct entered_call *entered_call(void)
{
	__u64 task = bpf_get_current_pid_tgid();
	struct call_place *place = call_place_of(task);
	if (!place)
		return 0;
	if (place->call.note.task == task)
		return place->call.note.sum == sum_of(&place->call.note) ? &place->call : 0;
	return place->is_shared ? bpf_map_lookup_elem(&calls, &task) : 0;
}

/* In the table it stays, as what is left of a call. */
static __always_inline void leave(struct entered_call *call)
{
	call->note.task = 0;
	call->note.sum = 0;
	call->note.sk = 0;
}

#endif
