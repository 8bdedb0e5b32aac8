/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The records of one call: which of its bytes to copy, and how they get into the ring buffer. */
#ifndef HTTP_TRACE_DATA_EVENT_H
#define HTTP_TRACE_DATA_EVENT_H

#include "copy.h"
#include "far_source.h"
#include "rounds.h"
#include "socket_event.h"

/* Records that one call may give. */
#define MAX_RECORDS 64

/* One call that sent or received `moved` bytes. */
struct transfer {
	struct connection *connection;
	__u64 time_ns;
	__u64 began_ns;
	__u64 position; /* of the first byte not passed on yet */
	__u32 left;	/* bytes not passed on yet */
	__u32 wanted;	/* of these, the first ones that are to be copied */
	__u16 flags;
	__u8 direction;
};

static __always_inline void fill_header(struct data_event *event, const struct transfer *transfer,
					__u32 moved, __u32 captured, __u16 flags, bool direct)
{
	event->header.size = (sizeof(*event) + captured + 7) & ~7u;
	event->header.type = EVENT_DATA;
	event->header.flags = transfer->flags | flags;
	event->header.time_ns = transfer->time_ns;
	event->connection = transfer->connection->id;
	event->position = transfer->position;
	event->began_ns = transfer->began_ns;
	event->moved = moved;
	event->captured = captured;
	fill_task(&event->task, direct);
}

/* Bytes that are only counted. */
static __always_inline void emit_counted(struct transfer *transfer, __u16 flags, bool direct)
{
	struct data_event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
	if (!event) {
		count_loss(LOSS_RING_BUFFER_FULL, transfer->left);
		return;
	}
	fill_header(event, transfer, transfer->left, 0, flags, direct);
	submit(event);
}

/* False: the bytes lie in more segments than are gathered, or could not be read; nothing was told. */
static __always_inline bool emit_small(struct transfer *transfer, const struct place *place,
				       bool direct)
{
	struct small_record *record = bpf_ringbuf_reserve(&events, sizeof(*record), 0);
	if (!record) {
		count_loss(LOSS_RING_BUFFER_FULL, transfer->left);
		return true;
	}
	struct source source;
	__u32 captured = 0;
	if (find_source(&source, place, transfer->left, &record->event.position, direct))
		captured = gather(record, &source, transfer->wanted, direct);
	if (captured < transfer->wanted) {
		bpf_ringbuf_discard(record, BPF_RB_NO_WAKEUP);
		return false;
	}
	if (is_upgrade(record->payload))
		transfer->connection->unlimited = true;
	fill_header(&record->event, transfer, transfer->left, captured, 0, direct);
	submit(record);
	transfer->connection->turn[transfer->direction & 1] += captured;
	return true;
}

/*
 * From 6.4 on the verifier looks at the body of a loop with an iterator until nothing new comes of it, and not once for
 * each round. Only there are calls of many segments told in full; and it takes those of untyped programs too far.
 */
static __always_inline bool has_iterators(bool direct)
{
	return direct && settings.has_iterators;
}

/* The first bytes of a call. */
static __always_inline bool find_all(struct large_record *record, struct source *source,
				     const struct transfer *transfer, const struct place *place,
				     bool direct)
{
	volatile __u64 *scratch = &record->event.position;
	if (!find_source(source, place, transfer->left, scratch, direct) &&
	    (!has_iterators(direct) ||
	     !find_far_source(source, place, transfer->left, (struct iovec *)record->payload,
			      scratch, direct)))
		return false;
	forget_source(scratch, source);
	return true;
}

/* One record with the next bytes. False: there is nothing more to read, or no room for it. */
static __always_inline bool emit_piece(struct transfer *transfer, struct source *source,
				       const struct place *place, bool is_first, bool direct)
{
	struct large_record *record = bpf_ringbuf_reserve(&events, sizeof(*record), 0);
	if (!record) {
		count_loss(LOSS_RING_BUFFER_FULL, transfer->left);
		transfer->left = 0;
		transfer->wanted = 0;
		return false;
	}
	__s64 piece = -1;
	if (!is_first || find_all(record, source, transfer, place, direct))
		piece = has_iterators(direct)
			    ? copy_pieces(record, source, transfer->wanted, direct)
			    : copy_piece(record, source, transfer->wanted, direct);
	/* Also where nothing was copied, so that no round depends on how the one before it ended. */
	forget_source(&record->event.position, source);
	if (piece <= 0) {
		bpf_ringbuf_discard(record, BPF_RB_NO_WAKEUP);
		return piece == 0;
	}
	if (is_upgrade(record->payload))
		transfer->connection->unlimited = true;
	__u64 left = forget(&record->event.position, transfer->left - piece);
	__u64 wanted = forget(&record->event.position, transfer->wanted - piece);
	fill_header(&record->event, transfer, piece, piece, 0, direct);
	submit(record);
	transfer->connection->turn[transfer->direction & 1] += piece;
	transfer->position += piece;
	transfer->left = left;
	transfer->wanted = wanted;
	return wanted > 0;
}

static __always_inline void emit_pieces(struct transfer *transfer, const struct place *place,
					bool direct)
{
	struct source source = {};
	if (has_iterators(direct)) {
		struct bpf_iter_num rounds;
		bpf_iter_num_new(&rounds, 1, MAX_RECORDS);
		bool more = emit_piece(transfer, &source, place, true, direct);
		while (more && bpf_iter_num_next(&rounds))
			more = emit_piece(transfer, &source, place, false, direct);
		bpf_iter_num_destroy(&rounds);
	} else {
#pragma clang loop unroll(disable)
		for (int i = 0; i < MAX_RECORDS; i++)
			if (!emit_piece(transfer, &source, place, i == 0, direct))
				break;
	}
	if (transfer->wanted > 0)
		count_loss(LOSS_UNREADABLE_MEMORY, transfer->wanted);
	if (transfer->left > 0)
		emit_counted(transfer, transfer->wanted > 0 ? FLAG_UNREADABLE : 0, direct);
}

/*
 * Each of these stands once in an object, for all of its programs, and is verified for each of them. What is constant
 * in a place is so again. The stack of what calls the first two has no room for a place; and a typed pointer keeps its
 * type on the stack.
 */
static __noinline __attribute__((unused)) int emit_large_users(struct transfer *transfer,
							       __u64 buffer, __u64 segments)
{
	struct place place = { .is_users = true, .buffer = buffer, .segments = segments };
	emit_pieces(transfer, &place, false);
	return 0;
}

static __noinline __attribute__((unused)) int
emit_large_probed(struct transfer *transfer, struct iov_iter *iterator, bool is_part)
{
	struct place place = { .is_part = is_part, .iterator = iterator };
	emit_pieces(transfer, &place, false);
	return 0;
}

static __noinline __attribute__((unused)) int emit_large_typed(struct transfer *transfer,
							       const struct place *place)
{
	struct place same = { .is_part = place->is_part, .iterator = place->iterator };
	emit_pieces(transfer, &same, true);
	return 0;
}

static __always_inline void emit_large(struct transfer *transfer, const struct place *place,
				       bool direct)
{
	/* Of a copy the compiler need not believe that the call changes it. */
	struct place passed = *place;
	if (place->is_users)
		emit_large_users(transfer, place->buffer, place->segments);
	else if (direct)
		emit_large_typed(transfer, &passed);
	else
		emit_large_probed(transfer, place->iterator, place->is_part);
}

#endif
