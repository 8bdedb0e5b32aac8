/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Everything that differs between kernels, and between the two ways a program may read kernel memory. */
#ifndef HTTP_TRACE_KERNEL_DRIFT_H
#define HTTP_TRACE_KERNEL_DRIFT_H

#include "kernel_types.h"

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

/*
 * `direct` is a constant at every call. fentry, fexit and tp_btf programs get pointers that the verifier knows
 * the type of and may follow them by plain loads; kprobes must copy through a helper.
 */
#define LOAD(direct, pointer, field)                                                               \
	({                                                                                         \
		typeof((pointer)->field) loaded_value;                                             \
		if (direct)                                                                        \
			loaded_value = (pointer)->field;                                           \
		else                                                                               \
			bpf_core_read((void *)&loaded_value, sizeof(loaded_value),                 \
				      &(pointer)->field);                                          \
		loaded_value;                                                                      \
	})

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

/* Up to 5.13 `type` also holds the direction, in bit 0. */
struct iov_iter___before_5_14 {
	unsigned int type;
};

/* From 6.4 on. */
struct iov_iter___from_6_4 {
	const struct iovec *__iov;
};

#pragma clang attribute pop

/*
 * An iterator of the kernel's, in memory that programs may look at: for those that would have to copy each of its fields.
 * It has 40 bytes so far.
 */
struct iterator_copy {
	__u64 words[8];
};

static __always_inline struct iov_iter *copy_iterator(struct iterator_copy *copy,
						      struct iov_iter *iterator)
{
	__u32 size = bpf_core_type_size(struct iov_iter);
	bpf_probe_read_kernel(copy, size < sizeof(*copy) ? size : sizeof(*copy), iterator);
	return (struct iov_iter *)copy;
}

/* One of a type that there is not. */
static __always_inline struct iov_iter *no_iterator(struct iterator_copy *copy)
{
	__builtin_memset(copy, 0xff, sizeof(*copy));
	return (struct iov_iter *)copy;
}

/* Programs get these by plain loads: typed ones of the kernel's own, the others of a copy. */

static __always_inline unsigned int iterator_type(struct iov_iter *iterator)
{
	if (bpf_core_field_exists(iterator->iter_type)) {
		asm volatile("" : "+r"(iterator));
		return iterator->iter_type;
	}
	struct iov_iter___before_5_14 *old = (void *)iterator;
	/* Keeps the compiler from computing an address ahead of the branch that does not exist here. */
	asm volatile("" : "+r"(old));
	return old->type & ~1u;
}

static __always_inline bool is_user_buffer(unsigned int type)
{
	/* From 6.0 on: one buffer, no array of segments. */
	return bpf_core_enum_value_exists(enum iter_type, ITER_UBUF) &&
	       type == bpf_core_enum_value(enum iter_type, ITER_UBUF);
}

/* Of an iterator that is_user_buffer(). */
static __always_inline __u64 iterator_buffer(struct iov_iter *iterator)
{
	asm volatile("" : "+r"(iterator));
	return (__u64)iterator->ubuf;
}

static __always_inline bool is_user_segments(unsigned int type)
{
	return type == bpf_core_enum_value(enum iter_type, ITER_IOVEC);
}

static __always_inline const struct iovec *iterator_segments(struct iov_iter *iterator)
{
	struct iov_iter___from_6_4 *recent = (void *)iterator;
	if (bpf_core_field_exists(recent->__iov)) {
		asm volatile("" : "+r"(recent));
		return recent->__iov;
	}
	asm volatile("" : "+r"(iterator));
	return iterator->iov;
}

/* A path of MPTCP, whose bytes the kernel moves past the functions of TCP. Not every kernel is built with it. */
static __always_inline bool is_multipath(struct tcp_sock *tcp, bool direct)
{
	if (!bpf_core_field_exists(tcp->is_mptcp))
		return false;
	asm volatile("" : "+r"(tcp));
	return LOAD(direct, tcp, is_mptcp);
}

/* From 5.11 on. */
static __always_inline bool has_typed_current_task(void)
{
	return bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_get_current_task_btf);
}

#endif
