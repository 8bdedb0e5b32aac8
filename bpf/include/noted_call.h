/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Where a call's bytes lie, noted as it begins: for kernels of which reads_noted_calls() is true. */
#ifndef HTTP_TRACE_NOTED_CALL_H
#define HTTP_TRACE_NOTED_CALL_H

#include "iovec.h"

struct noted_call {
	__u64 user_array;   /* the process's array of segments in its latest call that has one */
	__u64 is_noted;	    /* the others are those of a call */
	__u64 used;	    /* bytes of its first segment that the kernel had used before it */
	struct iovec first; /* its first segment */
};

/* A task that has ended leaves its entry to be overwritten. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, __u64); /* pid_tgid */
	__type(value, struct noted_call);
} noted_calls SEC(".maps");

static __always_inline struct noted_call *noted_call(void)
{
	__u64 task = bpf_get_current_pid_tgid();
	struct noted_call *noted = bpf_map_lookup_elem(&noted_calls, &task);
	if (noted)
		return noted;
	struct noted_call empty = {};
	bpf_map_update_elem(&noted_calls, &task, &empty, BPF_NOEXIST);
	return bpf_map_lookup_elem(&noted_calls, &task);
}

/* readv, writev, recvmsg or sendmsg begins. */
static __always_inline int note_user_array(__u64 user_array)
{
	struct noted_call *noted = noted_call();
	if (noted)
		noted->user_array = user_array;
	return 0;
}

static __always_inline int note_user_message(const void *user_message)
{
	/* As a process of 64 bits has it: an address, its length, and the segments. */
	__u64 message[3];
	if (bpf_probe_read_user(message, sizeof(message), user_message))
		return 0;
	return note_user_array(message[2]);
}

/* tcp_sendmsg_locked or tcp_recvmsg begins, or its like for Unix sockets. */
static __always_inline int note_call(struct msghdr *message)
{
	struct iov_iter *iterator = &message->msg_iter;
	if (!is_user_segments(iterator_type(iterator)))
		return 0;
	struct noted_call *noted = noted_call();
	if (!noted)
		return 0;
	const struct iovec *first = iterator_segments(iterator);
	noted->is_noted = true;
	noted->used = iterator->iov_offset;
	noted->first.iov_base = first->iov_base;
	noted->first.iov_len = first->iov_len;
	return 0;
}

/*
 * Of a call that has returned: its first segment, what of it the call began with, and the address of the next one.
 * That is 0 unless the process's array begins with the same segment: it may have been changed meanwhile, be of
 * another call, or of a 32-bit process. False: the call was not noted.
 */
static __always_inline bool find_noted_call(__u64 *buffer, __u64 *buffer_left, __u64 *next_segment)
{
	__u64 task = bpf_get_current_pid_tgid();
	struct noted_call *noted = bpf_map_lookup_elem(&noted_calls, &task);
	if (!noted || !noted->is_noted)
		return false;
	*buffer = (__u64)noted->first.iov_base + noted->used;
	*buffer_left = noted->first.iov_len - noted->used;
	struct iovec users = {};
	__u64 next = 0;
	if (!bpf_probe_read_user(&users, sizeof(users), (const void *)noted->user_array) &&
	    users.iov_base == noted->first.iov_base && users.iov_len == noted->first.iov_len)
		next = noted->user_array + sizeof(users);
	*next_segment = next;
	return true;
}

#endif
