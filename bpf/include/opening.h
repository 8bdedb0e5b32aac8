/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Finds out what a connection speaks. */
#ifndef HTTP_TRACE_OPENING_H
#define HTTP_TRACE_OPENING_H

#include "likeness.h"
#include "source.h"

/* Segments that the first bytes of one call may be spread over. */
#define MAX_OPENING_SEGMENTS 4

/*
 * Calls that may pass before a connection is taken for something else than HTTP: on a joined one those that do
 * not look like it, on another one those after which the other end spoke although nothing was decided.
 */
#define MAX_MISSES 64

/* False: what is still wanted of these bytes could not be read, or lies in more segments than are looked at. */
static __always_inline bool add_to_opening(struct opening *opening, const struct place *place,
					   __u32 moved, bool direct)
{
	struct source source;
	if (!find_source(&source, place, moved, &opening->scratch, direct))
		return false;
	__u64 left = moved;
#pragma clang loop unroll(disable)
	for (int i = 0; i < MAX_OPENING_SEGMENTS && left > 0; i++) {
		__u64 at = opening->length;
		__u64 piece = CLASSIFIED_BYTES - at;
		if (at >= CLASSIFIED_BYTES)
			return true;
		if (!next_buffer(&source, direct))
			return false;
		if (piece > source.buffer_left)
			piece = source.buffer_left;
		if (piece > left)
			piece = left;
		asm volatile("" : "+r"(piece), "+r"(at));
		if (at >= CLASSIFIED_BYTES)
			return true;
		if (piece > CLASSIFIED_BYTES)
			piece = CLASSIFIED_BYTES;
		if (bpf_probe_read_user(opening->bytes + at, piece, (const void *)source.buffer))
			return false;
		opening->length = at + piece;
		source.buffer += piece;
		source.buffer_left -= piece;
		left = forget(&opening->scratch, left - piece);
		forget_source(&opening->scratch, &source);
	}
	return left == 0 || opening->length >= CLASSIFIED_BYTES;
}

/*
 * Some of the first bytes are not known, and what comes after them does not continue those before. All of the
 * connection is told then: what it speaks the agent finds out. A joined one may just as well begin here.
 */
static __always_inline void give_up_opening(struct connection *connection)
{
	if (connection->protocol == PROTOCOL_HTTP || connection->protocol == PROTOCOL_OTHER)
		return;
	connection->opening.length = 0;
	if (!(connection->flags & FLAG_JOINED))
		connection->protocol = PROTOCOL_HTTP;
}

/*
 * The first bytes of a connection decide what it is; they may come in several calls. A joined one may be in the
 * middle of a message, so there a few calls that do not look like one may pass. True: the call is to be told. Where
 * it is known already the call may begin another message, and with it another turn.
 */
static __always_inline bool may_be_http(struct connection *connection, __u8 direction,
					const struct place *place, __u32 moved, bool direct)
{
	if (connection->protocol == PROTOCOL_OTHER)
		return false;
	struct opening *opening = &connection->opening;
	bool known = connection->protocol == PROTOCOL_HTTP;
	bool turned = opening->direction != direction;
	bool answered = !known && opening->length > 0 && turned;
	bool proxied = connection->protocol == PROTOCOL_PROXIED && !turned;
	if (answered || known)
		opening->length = 0;
	opening->direction = direction;
	bool is_whole = add_to_opening(opening, place, moved, direct);
	enum likeness likeness = likeness_of(opening);
	if (likeness == LIKENESS_HTTP) {
		connection->protocol = PROTOCOL_HTTP;
		connection->turn[direction & 1] = 0;
		connection->unlimited |= !known && is_framed(opening->bytes);
		return true;
	}
	if (known)
		return true;
	if (likeness == LIKENESS_OPEN && !is_whole) {
		give_up_opening(connection);
		return true;
	}
	if (likeness == LIKENESS_PROXIED || (likeness == LIKENESS_NONE && proxied)) {
		connection->protocol = PROTOCOL_PROXIED;
		opening->length = 0;
		return true;
	}
	if (likeness == LIKENESS_NONE)
		opening->length = 0;
	else if (!answered)
		return true;
	if (++connection->misses[direction & 1] >= MAX_MISSES ||
	    (likeness == LIKENESS_NONE && !(connection->flags & FLAG_JOINED)))
		connection->protocol = PROTOCOL_OTHER;
	return likeness == LIKENESS_OPEN;
}

#endif
