/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Bytes that moved on a connection: which of them to copy, and how they get into the ring buffer. */
#ifndef HTTP_TRACE_DATA_EVENT_H
#define HTTP_TRACE_DATA_EVENT_H

#include "classify.h"
#include "socket_event.h"

/* A record of constant size is reserved and only its filled part is passed on by the loader. */
#define SMALL_PAYLOAD 512
#define STAGE 256
#define LARGE_PAYLOAD 16384

/* Segments of one call that are looked at (the kernel allows 1024), and records that one call may give. */
#define MAX_SEGMENTS 32
#define MAX_GATHERED 8
#define MAX_RECORDS 32

/* Heads are not to suffer from the limit on bodies. */
#define HEAD_ALLOWANCE 16384

/* Calls on a joined connection that may pass before it is taken for something else than HTTP. */
#define MAX_MISSES 64

struct small_record {
	struct data_event event;
	/* Twice the size: the verifier sees offset and length, each below SMALL_PAYLOAD, but not their sum. */
	__u8 payload[2 * SMALL_PAYLOAD];
};

struct large_record {
	struct data_event event;
	__u8 payload[LARGE_PAYLOAD];
};

/* One call of tcp_sendmsg or tcp_recvmsg that moved `moved` bytes. */
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

/* The memory that the bytes lie in: one buffer, or an array of segments in kernel memory. */
struct source {
	__u64 buffer; /* user address of the next byte */
	__u64 buffer_left;
	__u64 next_segment; /* kernel address of the next struct iovec; 0: none */
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

/* At the end of a round, so that the verifier finds each round of a loop alike and looks at it once. */
static __always_inline void forget_source(volatile __u64 *scratch, struct source *source)
{
	source->buffer = forget(scratch, source->buffer);
	source->buffer_left = forget(scratch, source->buffer_left);
	source->next_segment = forget(scratch, source->next_segment);
}

/*
 * Finds where the bytes of a call lie that has just returned: an iterator has then advanced by exactly what
 * moved, so they are the ones before its present place. No probe at the entry of the call is needed.
 * False: memory that is not the caller's (sendfile, kernel buffers), or too many segments.
 */
static __always_inline bool find_source(struct source *source, struct iov_iter *iterator,
					__u32 moved, volatile __u64 *scratch, bool direct)
{
	unsigned int type = iterator_type(iterator, direct);
	__u64 offset = LOAD(direct, iterator, iov_offset);
	source->next_segment = 0;
	if (is_user_buffer(type)) {
		source->buffer = forget(scratch, (__u64)LOAD(direct, iterator, ubuf)) + offset -
				 moved;
		source->buffer_left = moved;
		return true;
	}
	if (!is_user_segments(type))
		return false;
	__u64 at = forget(scratch, (__u64)iterator_segments(iterator, direct));
	__u64 before = offset; /* bytes of the call in segments from `at` on */
	struct iovec segment = {};
#pragma clang loop unroll(disable)
	for (int i = 0; i < MAX_SEGMENTS && before < moved; i++) {
		at -= sizeof(segment);
		if (bpf_probe_read_kernel(&segment, sizeof(segment), (const void *)at))
			return false;
		before = forget(scratch, before + segment.iov_len);
		at = forget(scratch, at);
	}
	if (before < moved)
		return false;
	/* The iterator still stands in the call's only segment. */
	if (before == offset && bpf_probe_read_kernel(&segment, sizeof(segment), (const void *)at))
		return false;
	/* The call began inside this segment where an earlier one had used up its front. */
	source->buffer = (__u64)segment.iov_base + (before - moved);
	source->buffer_left = segment.iov_len - (before - moved);
	source->next_segment = at + sizeof(segment);
	return true;
}

/* Makes `buffer` hold at least one byte. */
static __always_inline bool next_buffer(struct source *source)
{
	struct iovec segment;
	if (source->buffer_left)
		return true;
	if (!source->next_segment ||
	    bpf_probe_read_kernel(&segment, sizeof(segment), (const void *)source->next_segment))
		return false;
	source->next_segment += sizeof(segment);
	source->buffer = (__u64)segment.iov_base;
	source->buffer_left = segment.iov_len;
	return source->buffer_left > 0;
}

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

/*
 * The first bytes of a connection decide what it is. A joined one may be in the middle of a message, so there a
 * few calls that do not look like one may pass. True: the record is to be sent.
 */
static __always_inline bool is_wanted(struct connection *connection, __u8 direction,
				      const __u8 *payload, __u32 captured)
{
	if (connection->protocol == PROTOCOL_HTTP)
		return true;
	switch (classify(payload, captured)) {
	case LIKENESS_HTTP:
		connection->protocol = PROTOCOL_HTTP;
		return true;
	case LIKENESS_OPEN:
		return true;
	default:
		break;
	}
	if (!(connection->flags & FLAG_JOINED) || ++connection->misses[direction & 1] >= MAX_MISSES)
		connection->protocol = PROTOCOL_OTHER;
	return false;
}

static __always_inline void emit_small(struct transfer *transfer, struct iov_iter *iterator,
				       bool direct)
{
	struct small_record *record = bpf_ringbuf_reserve(&events, sizeof(*record), 0);
	if (!record) {
		count_loss(LOSS_RING_BUFFER_FULL, transfer->left);
		return;
	}
	struct source source;
	__u32 captured = 0;
	if (find_source(&source, iterator, transfer->left, &record->event.position, direct)) {
		captured = gather(record, &source, transfer->wanted);
		if (captured < transfer->wanted)
			count_loss(LOSS_UNREADABLE_MEMORY, transfer->wanted - captured);
	}
	if (!is_wanted(transfer->connection, transfer->direction, record->payload, captured)) {
		bpf_ringbuf_discard(record, BPF_RB_NO_WAKEUP);
		return;
	}
	fill_header(&record->event, transfer, transfer->left, captured,
		    captured < transfer->wanted ? FLAG_UNREADABLE : 0, direct);
	submit(record);
	transfer->connection->turn[transfer->direction & 1] += captured;
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

static __always_inline void emit_large(struct transfer *transfer, struct iov_iter *iterator,
				       bool direct)
{
	struct source source;
#pragma clang loop unroll(disable)
	for (int i = 0; i < MAX_RECORDS && transfer->wanted > 0; i++) {
		struct large_record *record = bpf_ringbuf_reserve(&events, sizeof(*record), 0);
		if (!record) {
			count_loss(LOSS_RING_BUFFER_FULL, transfer->left);
			return;
		}
		__u32 piece = 0;
		if (i > 0 ||
		    find_source(&source, iterator, transfer->left, &record->event.position, direct))
			piece = copy_piece(record, &source, transfer->wanted);
		if (i == 0 &&
		    !is_wanted(transfer->connection, transfer->direction, record->payload, piece)) {
			bpf_ringbuf_discard(record, BPF_RB_NO_WAKEUP);
			return;
		}
		if (piece == 0) {
			bpf_ringbuf_discard(record, BPF_RB_NO_WAKEUP);
			break;
		}
		forget_source(&record->event.position, &source);
		__u64 left = forget(&record->event.position, transfer->left - piece);
		__u64 wanted = forget(&record->event.position, transfer->wanted - piece);
		fill_header(&record->event, transfer, piece, piece, 0, direct);
		submit(record);
		transfer->connection->turn[transfer->direction & 1] += piece;
		transfer->position += piece;
		transfer->left = left;
		transfer->wanted = wanted;
	}
	if (transfer->wanted > 0)
		count_loss(LOSS_UNREADABLE_MEMORY, transfer->wanted);
	if (transfer->left > 0)
		emit_counted(transfer, transfer->wanted > 0 ? FLAG_UNREADABLE : 0, direct);
}

/*
 * The position comes from the socket's own sequence numbers, so bytes that moved past the probes (splice,
 * zero-copy receive) show up as a hole. A FIN that was read together with data is no byte.
 */
static __always_inline __u64 advance(struct connection *connection, struct sock *sk, __u32 moved,
				     __u8 direction, bool direct)
{
	struct tcp_sock *tcp = tcp_of(sk, direct);
	__u64 position = connection->position[direction & 1];
	if (tcp) {
		__u32 end = direction == SENT ? LOAD(direct, tcp, write_seq)
					      : LOAD(direct, tcp, copied_seq);
		__s32 unseen = end - moved - connection->sequence[direction & 1];
		if (unseen == 1 && direction == RECEIVED && fin_received(sk, direct))
			unseen = 0;
		if (unseen > 0)
			position += unseen;
		connection->sequence[direction & 1] = end;
	}
	connection->position[direction & 1] = position + moved;
	return position;
}

static __always_inline struct connection *join_connection(struct sock *sk, __u32 moved,
							  __u8 direction, bool direct)
{
	struct connection *connection = create_connection(sk, FLAG_JOINED);
	if (!connection)
		return 0;
	begin_sequences(connection, sk, direct);
	connection->sequence[direction & 1] -= moved;
	return connection;
}

static __always_inline __u32 bytes_to_copy(struct connection *connection, __u32 moved,
					   __u8 direction)
{
	__u32 limit = capture_limit > ~0u - HEAD_ALLOWANCE ? ~0u : capture_limit + HEAD_ALLOWANCE;
	__u32 copied = connection->turn[direction & 1];
	__u32 allowed = copied < limit ? limit - copied : 0;
	connection->turn[!direction] = 0;
	return moved < allowed ? moved : allowed;
}

/* sendfile and splice hand over pages, which no address of the caller's leads to: their bytes are counted. */
static __always_inline bool is_readable(struct iov_iter *iterator, bool direct)
{
	unsigned int type = iterator_type(iterator, direct);
	return is_user_buffer(type) || is_user_segments(type);
}

/* tcp_sendmsg or tcp_recvmsg has returned `moved`; tcp_sendpage too, which has no `message`. */
static __always_inline int handle_transfer(struct sock *sk, struct msghdr *message,
					   int message_flags, int moved, __u8 direction,
					   bool direct)
{
	if (moved <= 0 && direction == RECEIVED)
		return 0;
	struct connection *connection = find_connection(sk);
	if (moved <= 0) {
		if (connection)
			connection->send_began_ns = 0;
		return 0;
	}
	if (!connection)
		connection = join_connection(sk, moved, direction, direct);
	if (!connection || connection->protocol == PROTOCOL_OTHER)
		return 0;
	struct transfer transfer = {
		.connection = connection,
		.time_ns = bpf_ktime_get_ns(),
		.left = moved,
		.direction = direction,
		.flags = connection->flags | (direction == SENT ? FLAG_SEND : 0),
	};
	transfer.began_ns = transfer.time_ns;
	if (direction == SENT && connection->send_began_ns) {
		transfer.began_ns = connection->send_began_ns;
		connection->send_began_ns = 0;
	}
	transfer.position = advance(connection, sk, moved, direction, direct);
	__u16 unreadable = 0;
	if (!message || !is_readable(&message->msg_iter, direct))
		unreadable = FLAG_UNREADABLE;
	else if (!(message_flags & MSG_TRUNC))
		transfer.wanted = bytes_to_copy(connection, moved, direction);
	if (!connection->announced)
		emit_socket_event(connection, sk, TCP_ESTABLISHED, TCP_ESTABLISHED, true, direct);
	if (transfer.wanted == 0)
		emit_counted(&transfer, unreadable, direct);
	else if (transfer.left <= SMALL_PAYLOAD && transfer.wanted == transfer.left)
		emit_small(&transfer, &message->msg_iter, direct);
	else
		emit_large(&transfer, &message->msg_iter, direct);
	return 0;
}

/*
 * A send that waits for room in the socket's buffer returns when all is in it, which may be long after its
 * first byte left. This is the only place that knows; it does not run for sends that find room.
 */
static __always_inline int handle_wait_for_room(struct sock *sk)
{
	struct connection *connection = find_connection(sk);
	if (connection && !connection->send_began_ns)
		connection->send_began_ns = bpf_ktime_get_ns();
	return 0;
}

#endif
