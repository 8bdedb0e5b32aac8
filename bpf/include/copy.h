/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Copies the bytes of a call into a record. */
#ifndef HTTP_TRACE_COPY_H
#define HTTP_TRACE_COPY_H

#include "event.h"
#include "rounds.h"
#include "source.h"

/* A record of constant size is reserved and only its filled part is passed on by the loader. */
struct small_record {
	struct data_event event;
	/* Twice the size: the verifier sees offset and length, each below SMALL_PAYLOAD, but not their sum. */
	__u8 payload[2 * SMALL_PAYLOAD];
};

struct large_record {
	struct data_event event;
	__u8 payload[LARGE_PAYLOAD];
};

/* Takes the bytes of all segments into one record. Returns how many it got. */
static __always_inline __u32 gather(struct small_record *record, struct source *source,
				    __u32 wanted, bool direct)
{
	volatile __u64 *scratch = &record->event.position;
	__u64 filled = 0;
	/* Nearly always: one buffer. */
	if (source->buffer_left >= wanted) {
		/* Up to 5.11 the verifier forgets the range of what does not stay in a register. */
		__u64 piece = wanted;
		asm volatile("" : "+r"(piece));
		if (piece > SMALL_PAYLOAD)
			return 0;
		return bpf_probe_read_user(record->payload, piece, (const void *)source->buffer)
			   ? 0
			   : wanted;
	}
#pragma clang loop unroll(disable)
	for (int i = 0; i < MAX_GATHERED && filled < wanted; i++) {
		if (!next_buffer(source, direct))
			break;
		__u64 piece = source->buffer_left;
		if (piece > wanted - filled)
			piece = wanted - filled;
		/* Known already, but lost on the way through the registers. */
		filled &= SMALL_PAYLOAD - 1;
		asm volatile("" : "+r"(piece));
		if (piece > SMALL_PAYLOAD)
			piece = SMALL_PAYLOAD;
		if (bpf_probe_read_user(record->payload + filled, piece,
					(const void *)source->buffer))
			break;
		source->buffer += piece;
		source->buffer_left -= piece;
		filled = forget(scratch, filled + piece);
		forget_source(scratch, source);
	}
	return filled;
}

/* One piece of one segment. Returns its length, 0 for an empty segment, -1 where it could not be read. */
static __always_inline __s64 copy_piece(struct large_record *record, struct source *source,
					__u32 wanted, bool direct)
{
	if (!next_buffer(source, direct))
		return -1;
	__u64 piece = source->buffer_left;
	if (piece > wanted)
		piece = wanted;
	asm volatile("" : "+r"(piece));
	if (piece > LARGE_PAYLOAD)
		piece = LARGE_PAYLOAD;
	if (bpf_probe_read_user(record->payload, piece, (const void *)source->buffer))
		return -1;
	source->buffer += piece;
	source->buffer_left -= piece;
	return piece;
}

/* Further segments are added to a record that holds less than this: place and length, each below it, have room. */
#define FILLED_PAYLOAD (LARGE_PAYLOAD / 2)

/* Segments that go into one large record. */
#define MAX_PIECES 16

/*
 * One segment's piece, and those of the next segments that fit in whole; another one the next record begins with.
 * Returns as copy_piece() does.
 */
static __always_inline __s64 copy_pieces(struct large_record *record, struct source *source,
					 __u32 wanted, bool direct)
{
	volatile __u64 *scratch = &record->event.position;
	__s64 first = copy_piece(record, source, wanted, direct);
	if (first < 0)
		return first;
	__u64 filled = forget(scratch, first);
	forget_source(scratch, source);
	if (source->buffer_left)
		return filled;
	struct bpf_iter_num rounds;
	bpf_iter_num_new(&rounds, 1, MAX_PIECES);
	while (filled < FILLED_PAYLOAD && bpf_iter_num_next(&rounds)) {
		struct iovec segment;
		if (!source->next_segment ||
		    !read_iovec(&segment, source->next_segment, source->is_users, direct))
			break;
		__u64 piece = segment.iov_len;
		if (filled + piece > wanted)
			break;
		filled &= FILLED_PAYLOAD - 1;
		asm volatile("" : "+r"(piece));
		if (piece > FILLED_PAYLOAD ||
		    bpf_probe_read_user(record->payload + filled, piece, segment.iov_base))
			break;
		filled = forget(scratch, filled + piece);
		source->next_segment = forget(scratch, source->next_segment + sizeof(segment));
	}
	bpf_iter_num_destroy(&rounds);
	return filled;
}

#endif
