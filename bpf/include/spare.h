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

/* Which of them this is, in the order in which they run at fexit: 0 to SPARES. */
const volatile __u8 spare_number SEC(SPARE_SECTION) = 0;

static __always_inline bool has_spares(enum run_by by)
{
	return by != BY_KPROBE && settings.has_spares;
}

/* How far the socket itself says that its bytes have moved in this direction. */
static __always_inline __u32 end_of_sequence(struct tcp_sock *tcp, __u8 direction, bool direct)
{
	return direction == SENT ? LOAD(direct, tcp, write_seq) : LOAD(direct, tcp, copied_seq);
}

/*
 * TCP, in any order: what moves bytes moves their sequence numbers, and who comes later finds them where they are. Another
 * thread may have sent meanwhile, unless the socket is still locked; then a spare is needed only if what nobody has told is
 * as much as its call has moved.
 */
static __always_inline bool is_told_already(const struct connection *connection, struct sock *sk,
					    __u32 moved, __u8 direction, enum run_by by)
{
	bool direct = by == BY_FEXIT;
	struct tcp_sock *tcp = has_spares(by) ? tcp_of(sk, direct) : 0;
	if (!tcp)
		return false;
	bool is_mover = connection->mover[direction & 1] == bpf_get_current_pid_tgid();
	__u32 since = end_of_sequence(tcp, direction, direct) -
		      next_sequence(connection, direction);
	if (is_mover && since == 0)
		return true;
	if (spare_number == 0 || direction == RECEIVED || by != BY_CALL ||
	    !connection->origin[SENT])
		return false;
	__u32 untold = since + connection->owed;
	return untold < moved || (untold > moved && is_mover);
}

/* The same, asked before the connection is looked for. False also where the task has changed its processor since. */
static __always_inline bool is_told_here(struct sock *sk, __u8 direction, enum run_by by)
{
	if (by == BY_KPROBE)
		return false;
	const struct told *told = &this_cpu_counters()->told;
	if (spare_number == 0 || told->sk != (__u64)sk || told->direction != direction ||
	    told->task != bpf_get_current_pid_tgid())
		return false;
	struct tcp_sock *tcp = tcp_of(sk, by == BY_FEXIT);
	return tcp && told->end == end_of_sequence(tcp, direction, by == BY_FEXIT);
}

/* For those two. */
static __always_inline void note_told(struct connection *connection, struct sock *sk,
				      __u8 direction, __u32 end, enum run_by by)
{
	if (!has_spares(by))
		return;
	__u64 task = bpf_get_current_pid_tgid();
	struct told *told = &this_cpu_counters()->told;
	connection->mover[direction & 1] = task;
	told->task = task;
	told->sk = (__u64)sk;
	told->direction = direction;
	told->end = end;
}

/* Unix sockets, which count nothing and have one spare: it runs second, and takes away the note that the first one left. */
static __always_inline bool is_told_before(struct connection *connection, __u8 direction)
{
	__u64 task = bpf_get_current_pid_tgid();
	__u64 *mover = &connection->mover[direction & 1];
	if (!settings.has_spares)
		return false;
	bool is_told = spare_number > 0 && *mover == task;
	*mover = spare_number > 0 ? 0 : task;
	return is_told;
}

#endif
