/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* How much of what moved is copied: the first bytes of each message. The rest is counted. */
#ifndef HTTP_TRACE_LIMIT_H
#define HTTP_TRACE_LIMIT_H

#include "data_event.h"
#include "opening.h"

/*
 * A message is over when the other direction moves. A call of few bytes costs no more to copy than to count, and may
 * hold a head, an event, or the end of a chunked content.
 */
static __always_inline __u32 bytes_to_copy(struct connection *connection, __u32 moved,
					   __u8 direction)
{
	connection->turn[!direction] = 0;
	if (moved <= SMALL_PAYLOAD || connection->unlimited)
		return moved;
	return within_limit(connection->turn[direction & 1], moved);
}

/*
 * Decides whether a call is told, and what of it is copied; `is_there`: its bytes can be read at all. One that is
 * beyond the limit may begin the next of several messages that are sent in a row.
 */
static __always_inline bool is_told(struct transfer *transfer, const struct place *place,
				    bool is_there, bool direct)
{
	struct connection *connection = transfer->connection;
	if (!is_there) {
		connection->turn[!transfer->direction] = 0;
		give_up_opening(connection);
		return true;
	}
	transfer->wanted = bytes_to_copy(connection, transfer->left, transfer->direction);
	if (connection->protocol == PROTOCOL_HTTP && transfer->wanted == transfer->left)
		return true;
	if (!may_be_http(connection, transfer->direction, place, transfer->left, direct))
		return false;
	transfer->wanted = bytes_to_copy(connection, transfer->left, transfer->direction);
	return true;
}

#endif
