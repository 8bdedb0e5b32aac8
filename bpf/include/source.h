/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Where the bytes of a call lie in the memory of its process. */
#ifndef HTTP_TRACE_SOURCE_H
#define HTTP_TRACE_SOURCE_H

#include "forget.h"
#include "noted_call.h"

/* What one record can hold. */
#define SMALL_PAYLOAD 512
#define LARGE_PAYLOAD 16384

/* Segments of one call that are looked at one by one, see far_source.h, and those of a small one. */
#define MAX_SEGMENTS 64
#define MAX_GATHERED 4

/* Of a call that goes on, by kprobes: more would take the verifier of 5.10 too far. */
#define MAX_SEGMENTS_OF_PART 16

/*
 * Where a call says that its bytes are: by the kernel's iterator, as iterator_type() takes it, or, for who sees nothing
 * but system calls, in the caller's own words. All zero: nobody knows.
 */
struct place {
	bool is_users; /* a constant: iterator does not count, the others do */
	bool
	    is_part; /* a constant: the call goes on, and the iterator has advanced by a part of it */
	struct iov_iter *iterator;
	__u64 buffer;	/* user address */
	__u64 segments; /* user address of an array of struct iovec */
};

/* The memory that the bytes lie in: one buffer, or an array of segments. */
struct source {
	__u64 buffer; /* user address of the next byte */
	__u64 buffer_left;
	__u64 next_segment; /* address of the next struct iovec, see read_iovec(); 0: none */
	bool is_users;
};

/* At the end of a round, so that the verifier finds each round of a loop alike and looks at it once. */
static __always_inline void forget_source(volatile __u64 *scratch, struct source *source)
{
	source->buffer = forget(scratch, source->buffer);
	source->buffer_left = forget(scratch, source->buffer_left);
	source->next_segment = forget(scratch, source->next_segment);
}

/* Goes on to the next segment, which may be an empty one, where the present one is used up. */
static __always_inline bool next_buffer(struct source *source, bool direct)
{
	struct iovec segment;
	if (source->buffer_left)
		return true;
	if (!source->next_segment ||
	    !read_iovec(&segment, source->next_segment, source->is_users, direct))
		return false;
	source->next_segment += sizeof(segment);
	source->buffer = (__u64)segment.iov_base;
	source->buffer_left = segment.iov_len;
	return true;
}

/* What a call has moved begins with the first byte of its first segment. */
static __always_inline bool find_users_source(struct source *source, const struct place *place,
					      __u32 moved, bool direct)
{
	source->is_users = true;
	source->buffer = place->buffer;
	source->buffer_left = place->buffer ? moved : 0;
	source->next_segment = place->segments;
	return next_buffer(source, direct);
}

/* The iterator still stands in the segment that holds all of it, or else what was noted of the call helps. */
static __always_inline bool find_noted_source(struct source *source, const struct place *place,
					      __u64 offset, __u32 moved)
{
	if (offset >= moved) {
		const struct iovec *present = iterator_segments(place->iterator);
		source->buffer = (__u64)present->iov_base + (offset - moved);
		source->buffer_left = moved;
		return true;
	}
	return !place->is_part &&
	       find_noted_call(&source->buffer, &source->buffer_left, &source->next_segment);
}

/*
 * Finds where the bytes of a call lie that has just returned: an iterator has then advanced by exactly what
 * moved, so they are the ones before its present place. No probe at the entry of the call is needed.
 * False: memory that is not the caller's (sendfile, kernel buffers), or too many segments.
 */
static __always_inline bool find_source(struct source *source, const struct place *place,
					__u32 moved, volatile __u64 *scratch, bool direct)
{
	if (place->is_users)
		return find_users_source(source, place, moved, direct);
	struct iov_iter *iterator = place->iterator;
	unsigned int type = iterator_type(iterator);
	__u64 offset = iterator->iov_offset;
	source->next_segment = 0;
	source->is_users = false;
	if (is_user_buffer(type)) {
		source->buffer = forget(scratch, iterator_buffer(iterator)) + offset - moved;
		source->buffer_left = moved;
		return true;
	}
	if (!is_user_segments(type))
		return false;
	if (reads_noted_calls(direct))
		return find_noted_source(source, place, offset, moved);
	__u64 at = forget(scratch, (__u64)iterator_segments(iterator));
	__u64 before = offset; /* bytes of the call in segments from `at` on */
	int most = !direct && place->is_part ? MAX_SEGMENTS_OF_PART : MAX_SEGMENTS;
	struct iovec segment = {};
#pragma clang loop unroll(disable)
	for (int i = 0; i < most && before < moved; i++) {
		at -= sizeof(segment);
		if (!read_iovec(&segment, at, false, direct))
			return false;
		before = forget(scratch, before + segment.iov_len);
		at = forget(scratch, at);
	}
	if (before < moved)
		return false;
	/* The iterator still stands in the call's only segment. */
	if (before == offset && !read_iovec(&segment, at, false, direct))
		return false;
	/* The call began inside this segment where an earlier one had used up its front. */
	source->buffer = (__u64)segment.iov_base + (before - moved);
	source->buffer_left = segment.iov_len - (before - moved);
	source->next_segment = at + sizeof(segment);
	return true;
}

/* sendfile and splice hand over pages, which no address of the caller's leads to: their bytes are counted. */
static __always_inline bool is_readable(const struct place *place)
{
	if (place->is_users)
		return place->buffer || place->segments;
	if (!place->iterator)
		return false;
	unsigned int type = iterator_type(place->iterator);
	return is_user_buffer(type) || is_user_segments(type);
}

#endif
