/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* System calls of programs built for 32 bits. Their arrays of segments are not followed: bytes in them count only. */
#ifndef HTTP_TRACE_CALL_32_H
#define HTTP_TRACE_CALL_32_H

#include "call.h"

/* Asked before it is known whether a call is one of 32 bits, as the number is the cheaper question. */
static __always_inline bool is_number_of_32(__u64 number)
{
	switch (number) {
	case CALL_32_READ:
	case CALL_32_WRITE:
	case CALL_32_READV:
	case CALL_32_WRITEV:
	case CALL_32_SENDFILE:
	case CALL_32_SENDFILE64:
	case CALL_32_SPLICE:
	case CALL_32_RECVMMSG:
	case CALL_32_SENDMMSG:
	case CALL_32_SENDTO:
	case CALL_32_SENDMSG:
	case CALL_32_RECVFROM:
	case CALL_32_RECVMSG:
	case CALL_32_SEND:
	case CALL_32_RECV:
		return true;
	}
	return is_socketcall(number);
}

/* False: a call that does not move bytes of sockets, like read_call(). */
static __always_inline bool read_arguments_32(struct call *call, __u64 number, __u32 second,
					      __u32 third, __u32 fourth)
{
	switch (number) {
	case CALL_32_READ:
		call->direction = RECEIVED;
		call->place.buffer = second;
		return true;
	case CALL_32_RECV:
	case CALL_32_RECVFROM:
		call->direction = RECEIVED;
		call->place.buffer = second;
		call->flags = fourth;
		return true;
	case CALL_32_WRITE:
	case CALL_32_SEND:
	case CALL_32_SENDTO:
		call->place.buffer = second;
		return true;
	case CALL_32_READV:
		call->direction = RECEIVED;
		return true;
	case CALL_32_RECVMSG:
		call->direction = RECEIVED;
		call->flags = third;
		return true;
	case CALL_32_RECVMMSG:
		call->direction = RECEIVED;
		call->flags = fourth;
		call->messages = second;
		call->message_size = SIZE_OF_MESSAGE_32;
		return true;
	case CALL_32_SENDMMSG:
		call->messages = second;
		call->message_size = SIZE_OF_MESSAGE_32;
		return true;
	case CALL_32_WRITEV:
	case CALL_32_SENDMSG:
	case CALL_32_SENDFILE:
	case CALL_32_SENDFILE64:
		return true;
	case CALL_32_SPLICE:
		call->destination = third;
		call->is_splice = true;
		return true;
	}
	return false;
}

static __always_inline bool read_call_32(struct call *call, struct pt_regs___call *registers,
					 bool direct)
{
	__u64 number = CALL_NUMBER(direct, registers);
	__u32 arguments[] = {
		ARGUMENT_32_1(direct, registers),
		ARGUMENT_32_2(direct, registers),
		ARGUMENT_32_3(direct, registers),
		ARGUMENT_32_4(direct, registers),
	};
	*call = (struct call){ .place = { .is_users = true } };
	if (is_socketcall(number)) {
		/* One number for all calls on sockets; the address of their arguments comes second. */
		number = number_of_socketcall(arguments[0]);
		if (!number || bpf_probe_read_user(arguments, sizeof(arguments),
						   (const void *)(__u64)arguments[1]))
			return false;
	}
	call->descriptor = arguments[0];
	return read_arguments_32(call, number, arguments[1], arguments[2], arguments[3]);
}

#endif
