/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A kernel that preempts its own code may do so within a program, and leaves that program out for every other task of
 * the processor until it goes on. There the loader attaches the most important ones several times (loader/spares.c):
 * each tells what those before it have missed, and has to know what they have not.
 */
#ifndef HTTP_TRACE_SPARE_H
#define HTTP_TRACE_SPARE_H

#include "connection.h"

/* How a program that tells of bytes is run: a constant in each. */
enum run_by {
	BY_FEXIT,  /* by typed loads; what has sent still holds the socket's lock */
	BY_KPROBE, /* under that lock, too; is not preempted, and has no spares */
	BY_CALL,   /* a system call has returned, which holds no lock */
};

/* Which of them this is, in the order in which they run: 0 to SPARES. */
const volatile __u8 spare_number SEC(SPARE_SECTION) = 0;

/* How far the socket itself says that its bytes have moved in this direction. */
static __always_inline __u32 end_of_sequence(struct tcp_sock *tcp, __u8 direction, bool direct)
{
	return direction == SENT ? LOAD(direct, tcp, write_seq) : LOAD(direct, tcp, copied_seq);
}

/* What the last call of a task has moved, and which program was the last to see it return. */
struct seen_call {
	__u64 task; /* pid_tgid */
	__u64 sk;
	__u8 direction;
	__u8 seen_by;
};

/* By the lower bits of the task's number. */
#define SEEN_PLACES 8192

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, SEEN_PLACES);
	__type(key, __u32);
	__type(value, struct seen_call);
} seen_calls SEC(".maps");

/*
 * Whether a program before this one has seen the present call return, and tells of it. How far the socket is does not say
 * so, as another task may have sent, received or been told since. But of one call a later program never runs before an
 * earlier one: to one that comes no later than the last that saw a call this is another call.
 */
static __always_inline bool is_seen_before(struct sock *sk, __u8 direction)
{
	if (!settings.has_spares)
		return false;
	__u64 task = bpf_get_current_pid_tgid();
	__u32 place = task & (SEEN_PLACES - 1);
	struct seen_call *seen = bpf_map_lookup_elem(&seen_calls, &place);
	if (!seen)
		return false;
	bool is_seen = seen->task == task && seen->sk == (__u64)sk &&
		       seen->direction == direction && seen->seen_by < spare_number;
	seen->task = task;
	seen->sk = (__u64)sk;
	seen->direction = direction;
	seen->seen_by = spare_number;
	return is_seen;
}

#endif
