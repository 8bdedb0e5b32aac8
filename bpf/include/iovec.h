/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The segments of a call whose bytes lie in several places, and the ways of reading them. */
#ifndef HTTP_TRACE_IOVEC_H
#define HTTP_TRACE_IOVEC_H

#include "maps.h"

/* libbpf leaves a call of it alone that the verifier will find dead. */
extern void *bpf_rdonly_cast(const void *object, __u32 btf_id) __ksym __weak;

/*
 * Typed loads alone do not lead from one segment to the next before bpf_rdonly_cast. Where memory of the kernel
 * may not be copied either, what a call's segments are is noted when it begins.
 */
static __always_inline bool reads_noted_calls(bool direct)
{
	return direct && !settings.has_read_only_cast && settings.refuses_kernel_reads;
}

/* The segment at an address: of the process's array, which it is where calls are noted, or of the kernel's own. */
static __always_inline bool read_iovec(struct iovec *segment, __u64 at, bool is_users, bool direct)
{
	if (is_users || reads_noted_calls(direct))
		return !bpf_probe_read_user(segment, sizeof(*segment), (const void *)at);
	if (direct && settings.has_read_only_cast) {
		const struct iovec *typed = bpf_rdonly_cast((void *)at,
							    bpf_core_type_id_kernel(struct iovec));
		segment->iov_base = typed->iov_base;
		segment->iov_len = typed->iov_len;
		return true;
	}
	return !bpf_probe_read_kernel(segment, sizeof(*segment), (const void *)at);
}

#endif
