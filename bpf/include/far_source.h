/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Where the bytes of a call lie that has more segments than find_source() looks at one by one. */
#ifndef HTTP_TRACE_FAR_SOURCE_H
#define HTTP_TRACE_FAR_SOURCE_H

#include "rounds.h"
#include "source.h"

/* Segments that are looked at together; together with MAX_BATCHES all that the kernel allows: 1024. */
#define BATCH 32
#define MAX_BATCHES 32

/* The kernel takes no longer ones (MAX_RW_COUNT); what is none of the call's does not make a sum overflow. */
#define LONGEST_SEGMENT 0x7fffffff

/*
 * Goes back from where the iterator stands like find_source(), many segments at a time. What lies before the first
 * segment of the array may be read with them, but is not reached: the call's own segments hold all that moved.
 */
static __always_inline bool find_far_source(struct source *source, const struct place *place,
					    __u32 moved, struct iovec *batch,
					    volatile __u64 *scratch, bool direct)
{
	if (place->is_users || place->is_part || settings.refuses_kernel_reads)
		return false;
	struct iov_iter *iterator = place->iterator;
	if (!is_user_segments(iterator_type(iterator)))
		return false;
	__u64 at = forget(scratch, (__u64)iterator_segments(iterator));
	__u64 before = forget(scratch, iterator->iov_offset);
	bool found = false;
	struct bpf_iter_num rounds;
	bpf_iter_num_new(&rounds, 0, MAX_BATCHES);
	while (!found && bpf_iter_num_next(&rounds)) {
		__u64 sum = 0;
		at = forget(scratch, at - BATCH * sizeof(*batch));
		if (bpf_probe_read_kernel(batch, BATCH * sizeof(*batch), (const void *)at))
			break;
#pragma clang loop unroll(disable)
		for (int j = 0; j < BATCH; j++)
			sum += batch[j].iov_len & LONGEST_SEGMENT;
		found = before + sum >= moved;
		before = forget(scratch, found ? before : before + sum);
	}
	bpf_iter_num_destroy(&rounds);
	if (!found)
		return false;
	__u64 first = BATCH;
#pragma clang loop unroll(disable)
	for (int j = BATCH - 1; j >= 0 && before < moved; j--) {
		before = forget(scratch, before + batch[j].iov_len);
		first = j;
	}
	if (first >= BATCH)
		return false;
	first = forget(scratch, first) & (BATCH - 1);
	source->is_users = false;
	source->buffer = (__u64)batch[first].iov_base + (before - moved);
	source->buffer_left = batch[first].iov_len - (before - moved);
	source->next_segment = forget(scratch, at + (first + 1) * sizeof(*batch));
	return true;
}

#endif
