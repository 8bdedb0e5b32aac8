/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The system calls that move bytes: their numbers, and where the kernel keeps their arguments, by architecture. */
#ifndef HTTP_TRACE_SYSCALL_REGISTERS_H
#define HTTP_TRACE_SYSCALL_REGISTERS_H

#include "kernel_drift.h"

/*
 * When a call returns, the registers of its caller still hold what it was called with, but for the one that takes
 * the result, which is kept beside them. So no program is needed at the entry.
 */
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

#if defined(__TARGET_ARCH_x86)

struct pt_regs___call {
	unsigned long orig_ax, bx, cx, dx, si, di, r10;
};

struct thread_info {
	__u32 status;
};

struct task_struct___call {
	struct thread_info thread_info;
};

#elif defined(__TARGET_ARCH_arm64)

struct pt_regs___call {
	__u64 regs[31];
	__u64 pstate;
	__u64 orig_x0;
	int syscallno;
};

#else
#error "the system calls of this architecture are not known"
#endif

#pragma clang attribute pop

#if defined(__TARGET_ARCH_x86)

enum native_call {
	CALL_READ = 0,
	CALL_WRITE = 1,
	CALL_READV = 19,
	CALL_WRITEV = 20,
	CALL_SENDFILE = 40,
	CALL_SENDTO = 44,
	CALL_RECVFROM = 45,
	CALL_SENDMSG = 46,
	CALL_RECVMSG = 47,
	CALL_SPLICE = 275,
	CALL_RECVMMSG = 299,
	CALL_SENDMMSG = 307,
	CALL_PREADV2 = 327,
	CALL_PWRITEV2 = 328,
};

enum call_of_32_bits {
	CALL_32_READ = 3,
	CALL_32_WRITE = 4,
	CALL_32_SOCKETCALL = 102,
	CALL_32_READV = 145,
	CALL_32_WRITEV = 146,
	CALL_32_SENDFILE = 187,
	CALL_32_SENDFILE64 = 239,
	CALL_32_SPLICE = 313,
	CALL_32_RECVMMSG = 337,
	CALL_32_SENDMMSG = 345,
	CALL_32_SENDTO = 369,
	CALL_32_SENDMSG = 370,
	CALL_32_RECVFROM = 371,
	CALL_32_RECVMSG = 372,
	/* These have no numbers of their own. */
	CALL_32_SEND = 0x10000,
	CALL_32_RECV = 0x10001,
};

static __always_inline bool is_socketcall(__u64 number)
{
	return number == CALL_32_SOCKETCALL;
}

/* The number that a call through socketcall(2) would have of its own. 0: it moves no bytes. */
static __always_inline __u32 number_of_socketcall(__u32 which)
{
	switch (which) {
	case 9:
		return CALL_32_SEND;
	case 10:
		return CALL_32_RECV;
	case 11:
		return CALL_32_SENDTO;
	case 12:
		return CALL_32_RECVFROM;
	case 16:
		return CALL_32_SENDMSG;
	case 17:
		return CALL_32_RECVMSG;
	case 19:
		return CALL_32_RECVMMSG;
	case 20:
		return CALL_32_SENDMMSG;
	}
	return 0;
}

#define CALL_NUMBER(direct, registers) LOAD(direct, registers, orig_ax)
#define ARGUMENT_1(direct, registers) LOAD(direct, registers, di)
#define ARGUMENT_2(direct, registers) LOAD(direct, registers, si)
#define ARGUMENT_3(direct, registers) LOAD(direct, registers, dx)
#define ARGUMENT_4(direct, registers) LOAD(direct, registers, r10)
#define ARGUMENT_32_1(direct, registers) LOAD(direct, registers, bx)
#define ARGUMENT_32_2(direct, registers) LOAD(direct, registers, cx)
#define ARGUMENT_32_3(direct, registers) LOAD(direct, registers, dx)
#define ARGUMENT_32_4(direct, registers) LOAD(direct, registers, si)

#define TS_COMPAT 0x0002

/* By a program built for 32 bits, or through the gate that these use: other numbers, other registers. */
#define IS_32_BIT_CALL(direct, registers, task)                                                    \
	(LOAD(direct, (struct task_struct___call *)(task), thread_info.status) & TS_COMPAT)

#else

enum native_call {
	CALL_READ = 63,
	CALL_WRITE = 64,
	CALL_READV = 65,
	CALL_WRITEV = 66,
	CALL_SENDFILE = 71,
	CALL_SPLICE = 76,
	CALL_SENDTO = 206,
	CALL_RECVFROM = 207,
	CALL_SENDMSG = 211,
	CALL_RECVMSG = 212,
	CALL_RECVMMSG = 243,
	CALL_SENDMMSG = 269,
	CALL_PREADV2 = 286,
	CALL_PWRITEV2 = 287,
};

enum call_of_32_bits {
	CALL_32_READ = 3,
	CALL_32_WRITE = 4,
	CALL_32_READV = 145,
	CALL_32_WRITEV = 146,
	CALL_32_SENDFILE = 187,
	CALL_32_SENDFILE64 = 239,
	CALL_32_SEND = 289,
	CALL_32_SENDTO = 290,
	CALL_32_RECV = 291,
	CALL_32_RECVFROM = 292,
	CALL_32_SENDMSG = 296,
	CALL_32_RECVMSG = 297,
	CALL_32_SPLICE = 340,
	CALL_32_RECVMMSG = 365,
	CALL_32_SENDMMSG = 374,
};

static __always_inline bool is_socketcall(__u64 number)
{
	return false;
}

static __always_inline __u32 number_of_socketcall(__u32 which)
{
	return 0;
}

#define CALL_NUMBER(direct, registers) ((__u64)LOAD(direct, registers, syscallno))
#define ARGUMENT_1(direct, registers) LOAD(direct, registers, orig_x0)
#define ARGUMENT_2(direct, registers) LOAD(direct, registers, regs[1])
#define ARGUMENT_3(direct, registers) LOAD(direct, registers, regs[2])
#define ARGUMENT_4(direct, registers) LOAD(direct, registers, regs[3])
#define ARGUMENT_32_1 ARGUMENT_1
#define ARGUMENT_32_2 ARGUMENT_2
#define ARGUMENT_32_3 ARGUMENT_3
#define ARGUMENT_32_4 ARGUMENT_4

#define PSR_MODE32_BIT 0x10

#define IS_32_BIT_CALL(direct, registers, task) (LOAD(direct, registers, pstate) & PSR_MODE32_BIT)

#endif

#endif
