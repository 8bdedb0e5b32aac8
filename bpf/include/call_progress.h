/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * What a call that sends or receives has moved, seen where it gives up the socket's lock: when it waits, and at its end.
 * A probe at its return would not do: the kernel keeps only a few returns of a function in sight at once (by default as
 * many as processors, later ten, or twice as many), and who waits inside it takes one up for as long.
 */
#ifndef HTTP_TRACE_CALL_PROGRESS_H
#define HTTP_TRACE_CALL_PROGRESS_H

#include "entered_call.h"
#include "transfer.h"

/* In the upper half of a call's flags; the lower one has those of its message. */
#define CALL_SENDS (1ull << 32)
#define CALL_SPLICES (1ull << 33) /* gives up the lock time and again, and then for the last time */
#define CALL_PAUSES (1ull << 34)  /* may let packets in, and go on: receives up to 5.18 */
#define CALL_WAITS (1ull << 35)	  /* gives up the lock for that, and goes on */
#define CALL_ENDS (1ull << 36)	  /* has given it up for the last time */
#define CALL_MAY_END (1ull << 37) /* may have */

/* Without a message, or where the bytes are thrown away, only the socket says how many there were. */
static __always_inline bool counts_by_sequence(const struct call_note *note)
{
	return !note->message || note->flags & MSG_TRUNC;
}

static __always_inline __u64 sequence_of(const struct call_note *note, struct sock *sk)
{
	return end_of_sequence(tcp_of(sk, false), note->flags & CALL_SENDS ? SENT : RECEIVED,
			       false);
}

/* `size`: of the message, all of which its iterator has before it. */
static __always_inline int begin_call(struct sock *sk, struct msghdr *message, __u64 size,
				      __u64 flags)
{
	struct call_note note = { .sk = sk, .message = message, .left = size, .flags = flags };
	if (is_marked_not_http(sk) || !is_taken(flags))
		return 0;
	if (counts_by_sequence(&note)) {
		struct entered_call *last = flags == CALL_SENDS ? entered_call() : 0;
		/* Under one lock there may be several calls for pages. */
		if (last && last->note.sk == sk && last->note.flags == flags && !last->note.message)
			return 0;
		note.left = sequence_of(&note, sk);
	}
	return enter(&note);
}

/* Where the lock is given up next, the call has not ended. */
static __always_inline int note_wait(struct sock *sk)
{
	struct entered_call *call = entered_call();
	if (!call || call->note.sk != sk)
		return 0;
	call->note.flags |= CALL_WAITS;
	call->note.sum = sum_of(&call->note);
	return 0;
}

/* TCP Fast Open waits for the other end in the middle of a send. */
static __always_inline __u64 end_of_call(const struct call_note *note, struct sock *sk)
{
	if (note->flags & (CALL_WAITS | CALL_SPLICES))
		return 0;
	if (note->flags & CALL_SENDS && note->message && note->left > 0)
		return LOAD(false, sk, __sk_common.skc_state) == TCP_SYN_SENT ? 0 : CALL_ENDS;
	if (note->flags & CALL_PAUSES && LOAD(false, sk, sk_backlog.tail))
		return CALL_MAY_END;
	return CALL_ENDS;
}

/* Stands once in an object, as emit_large() does. */
static __noinline int transferred(struct sock *sk, struct entered_call *call)
{
	return handle_transfer(sk, (struct iov_iter *)&call->iterator, call->note.flags,
			       call->moved, call->note.flags & CALL_SENDS ? SENT : RECEIVED,
			       BY_KPROBE);
}

/*
 * The present task's call, with what it has moved since it last gave up the lock of this socket; 0: there is none. A
 * function, because the stack of what calls `transferred` has no room for what this one needs.
 */
static __noinline struct entered_call *progress_of(struct sock *sk)
{
	struct entered_call *call = entered_call();
	if (!call || call->note.sk != sk)
		return 0;
	/* Then its message may be there no more. */
	if (call->note.flags & CALL_MAY_END && call->end == (__u32)sequence_of(&call->note, sk))
		return 0;
	struct msghdr *message = call->note.message;
	struct iov_iter *iterator = message ? copy_iterator(&call->iterator, &message->msg_iter)
					    : no_iterator(&call->iterator);
	__u64 before = call->note.left;
	if (!counts_by_sequence(&call->note)) {
		call->note.left = iterator->count;
		call->moved = before - call->note.left;
	} else {
		call->note.left = sequence_of(&call->note, sk);
		call->moved = call->note.left - before;
	}
	__u64 end = end_of_call(&call->note, sk);
	if (end == CALL_MAY_END)
		call->end = sequence_of(&call->note, sk);
	call->note.flags = (call->note.flags & ~(CALL_WAITS | CALL_MAY_END)) | end;
	call->note.sum = sum_of(&call->note);
	return call;
}

/* release_sock: the lock is still held. */
static __always_inline int handle_release(struct sock *sk)
{
	struct entered_call *call = progress_of(sk);
	if (!call)
		return 0;
	if ((int)call->moved > 0)
		transferred(sk, call);
	if (call->note.flags & CALL_ENDS)
		leave(call);
	return 0;
}

#endif
