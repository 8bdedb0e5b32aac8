/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Keeps the verifier's effort down. */
#ifndef HTTP_TRACE_FORGET_H
#define HTTP_TRACE_FORGET_H

#include "kernel_types.h"

#include <bpf/bpf_helpers.h>

/*
 * What is stored into a record and loaded again is to the verifier a plain number of which it knows nothing:
 * it then allows arithmetic on what was a pointer, and forgets what it knew of a range. A record that is not
 * submitted yet is the only memory that no other program can touch meanwhile.
 */
static __always_inline __u64 forget(volatile __u64 *scratch, __u64 value)
{
	*scratch = value;
	return *scratch;
}

#endif
