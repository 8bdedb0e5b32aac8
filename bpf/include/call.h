/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What a system call that has moved bytes says of itself. */
#ifndef HTTP_TRACE_CALL_H
#define HTTP_TRACE_CALL_H

#include "maps.h"
#include "source.h"
#include "syscall_registers.h"

struct call {
	__u32 descriptor;
	__u32 destination; /* of a splice; else unused */
	__u32 flags;	   /* MSG_PEEK and the like */
	__u8 direction;
	bool is_splice; /* from one descriptor to another: either may be a socket */
	__u64
	    messages; /* user address of an array of messages; what the call returned is their number */
	__u32 message_size;
	struct place place; /* all zero: bytes that are counted and not copied */
};

/* Where struct msghdr has the address of its segments, and the sizes of struct mmsghdr, which its length ends. */
#define SEGMENTS_OF_MESSAGE 16
#define SIZE_OF_MESSAGE 64
#define SIZE_OF_MESSAGE_32 32

/* Messages of one call whose lengths are added up. */
#define MAX_MESSAGES 64

static __always_inline __u64 segments_of_message(__u64 message)
{
	__u64 segments = 0;
	bpf_probe_read_user(&segments, sizeof(segments),
			    (const void *)(message + SEGMENTS_OF_MESSAGE));
	return segments;
}

/* False: a call that does not move bytes of sockets. This is asked of every call on the machine. */
static __always_inline bool read_call(struct call *call, struct pt_regs___call *registers,
				      bool direct)
{
	switch (CALL_NUMBER(direct, registers)) {
	case CALL_READ:
		call->direction = RECEIVED;
		call->place.buffer = ARGUMENT_2(direct, registers);
		break;
	case CALL_WRITE:
	case CALL_SENDTO:
		call->place.buffer = ARGUMENT_2(direct, registers);
		break;
	case CALL_RECVFROM:
		call->direction = RECEIVED;
		call->place.buffer = ARGUMENT_2(direct, registers);
		call->flags = ARGUMENT_4(direct, registers);
		break;
	case CALL_READV:
	case CALL_PREADV2: /* at the present place, as sockets have no other */
		call->direction = RECEIVED;
		call->place.segments = ARGUMENT_2(direct, registers);
		break;
	case CALL_WRITEV:
	case CALL_PWRITEV2:
		call->place.segments = ARGUMENT_2(direct, registers);
		break;
	case CALL_RECVMSG:
		call->direction = RECEIVED;
		call->place.segments = segments_of_message(ARGUMENT_2(direct, registers));
		call->flags = ARGUMENT_3(direct, registers);
		break;
	case CALL_SENDMSG:
		call->place.segments = segments_of_message(ARGUMENT_2(direct, registers));
		break;
	case CALL_RECVMMSG:
		call->direction = RECEIVED;
		call->messages = ARGUMENT_2(direct, registers);
		call->message_size = SIZE_OF_MESSAGE;
		call->flags = ARGUMENT_4(direct, registers);
		break;
	case CALL_SENDMMSG:
		call->messages = ARGUMENT_2(direct, registers);
		call->message_size = SIZE_OF_MESSAGE;
		break;
	case CALL_SENDFILE:
		break;
	case CALL_SPLICE:
		call->destination = ARGUMENT_3(direct, registers);
		call->is_splice = true;
		break;
	default:
		return false;
	}
	call->descriptor = ARGUMENT_1(direct, registers);
	return true;
}

/* The bytes of messages that one call has moved. 0: unknown. */
static __always_inline __u32 bytes_of_messages(const struct call *call, __u64 count)
{
	__u64 end = call->messages + call->message_size;
	__u32 sum = 0;
	if (count > MAX_MESSAGES)
		return 0;
#pragma clang loop unroll(disable)
	for (__u32 i = 0; i < MAX_MESSAGES && i < count; i++) {
		__u64 length = 0;
		if (bpf_probe_read_user(&length, sizeof(length),
					(const void *)(end - sizeof(length))))
			return 0;
		/* Of 64 bits: the length, and four bytes of nothing. Of 32 bits: the flags, and the length. */
		sum += call->message_size == SIZE_OF_MESSAGE ? (__u32)length : length >> 32;
		end += call->message_size;
	}
	return sum;
}

#endif
