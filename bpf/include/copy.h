/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Copies the bytes of a call into a record. */
#ifndef HTTP_TRACE_COPY_H
#define HTTP_TRACE_COPY_H

#include "event.h"
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

/* `to` need not be aligned. Copies whole blocks, so that the verifier has few ways to follow. */
static __always_inline void copy_blocks(__u8 *to, const __u64 *from, __u32 length)
{
#pragma clang loop unroll(full)
	for (__u32 i = 0; i < STAGE / 8; i++) {
		if (i % 8 == 0 && i * 8 >= length)
			break;
		*(__u64 *)(to + i * 8) = from[i];
	}
}

/*
 * Takes the bytes of all segments into one record. Returns how many it got. They come by way of the stack:
 * from 5.18 on a copy from user space looks up the area of every vmalloc address it goes to (hardened user
 * copy), as the ring buffer's are, and that costs more than all the rest.
 */
static __always_inline __u32 gather(struct small_record *record, struct source *source,
				    __u32 wanted)
{
	volatile __u64 *scratch = &record->event.position;
	__u64 stage[STAGE / 8] = {};
	__u64 filled = 0;
#pragma clang loop unroll(disable)
	for (int i = 0; i < MAX_GATHERED && filled < wanted; i++) {
		if (!next_buffer(source))
			break;
		__u64 piece = source->buffer_left;
		if (piece > wanted - filled)
			piece = wanted - filled;
		asm volatile("" : "+r"(piece));
		if (piece > STAGE)
			piece = STAGE;
		if (bpf_probe_read_user(stage, piece, (const void *)source->buffer))
			break;
		/* Known already, but lost on the way through the registers. */
		filled &= SMALL_PAYLOAD - 1;
		copy_blocks(record->payload + filled, stage, piece);
		source->buffer += piece;
		source->buffer_left -= piece;
		filled = forget(scratch, filled + piece);
		forget_source(scratch, source);
	}
	return filled;
}

/* One piece of one segment. Returns its length, 0 when there is none or it could not be read. */
static __always_inline __u32 copy_piece(struct large_record *record, struct source *source,
					__u32 wanted)
{
	if (!next_buffer(source))
		return 0;
	__u64 piece = source->buffer_left;
	if (piece > wanted)
		piece = wanted;
	asm volatile("" : "+r"(piece));
	if (piece > LARGE_PAYLOAD)
		piece = LARGE_PAYLOAD;
	if (bpf_probe_read_user(record->payload, piece, (const void *)source->buffer))
		return 0;
	source->buffer += piece;
	source->buffer_left -= piece;
	return piece;
}

#endif
