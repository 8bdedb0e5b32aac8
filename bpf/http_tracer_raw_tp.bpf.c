// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The raw tracepoints design, for kernels with neither fentry nor kprobes: sys_exit for data, the socket found
 * by its descriptor, and inet_sock_set_state for connections.
 * Two sets of thin wrappers around the same handlers; the loader switches on the one that this kernel takes.
 */
#include "include/call_32.h"
#include "include/descriptor.h"
#include "include/existing.h"
#include "include/transfer.h"

#include <linux/ptrace.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

/* 0: not a TCP socket, or one that is not to be told of. */
static __always_inline struct connection *connection_of(struct file *file, struct sock *sk,
							__u32 moved, __u8 direction)
{
	if (!sk || is_marked_not_http(sk))
		return 0;
	struct connection *connection = find_connection(sk);
	if (!connection && is_socket(file) && is_tcp(sk))
		connection = join_connection(sk, moved, direction, false);
	return connection;
}

/* A call has returned: of all of them, few go past the first lines. */
static __always_inline int handle_exit(struct pt_regs___call *registers, long returned, bool direct)
{
	struct call call = { .place = { .is_users = true } };
	if (returned <= 0)
		return 0;
	bool is_known = read_call(&call, registers, direct);
	if (!is_known && !is_number_of_32(CALL_NUMBER(direct, registers)))
		return 0;
	bool typed = direct && has_typed_current_task();
	struct task_struct *task = current_task(direct);
	if (IS_32_BIT_CALL(typed, registers, task))
		is_known = read_call_32(&call, registers, direct);
	if (!is_known || call.flags & (MSG_PEEK | MSG_ERRQUEUE | MSG_OOB))
		return 0;
	__u32 moved = call.messages ? bytes_of_messages(&call, returned) : returned;
	if (call.is_splice) {
		struct file *file = file_of(task, call.destination, typed);
		struct sock *sk = possible_sock(file);
		struct connection *connection = connection_of(file, sk, moved, SENT);
		if (connection)
			return handle_moved(connection, sk, &call.place, 0, moved, SENT, BY_CALL);
		call.direction = RECEIVED;
	}
	struct file *file = file_of(task, call.descriptor, typed);
	struct sock *sk = possible_sock(file);
	struct connection *connection = connection_of(file, sk, moved, call.direction);
	return connection ? handle_moved(connection, sk, &call.place, call.flags, moved,
					 call.direction, BY_CALL)
			  : 0;
}

/* The first set: the verifier knows the types of what these get. */

SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(state_direct, struct sock *sk, int old_state, int new_state)
{
	return handle_state(sk, old_state, new_state, true);
}

SEC("tp_btf/tcp_destroy_sock")
int BPF_PROG(destroy_direct, struct sock *sk)
{
	return handle_destroy(sk, true);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(exit_direct, struct pt_regs *registers, long returned)
{
	return handle_exit((void *)registers, returned, true);
}

/* The second set copies what it reads, and does without the kernel's BTF. */

SEC("raw_tp/inet_sock_set_state")
int state_probed(struct bpf_raw_tracepoint_args *context)
{
	return handle_state((void *)context->args[0], context->args[1], context->args[2], false);
}

SEC("raw_tp/tcp_destroy_sock")
int destroy_probed(struct bpf_raw_tracepoint_args *context)
{
	return handle_destroy((void *)context->args[0], false);
}

SEC("raw_tp/sys_exit")
int exit_probed(struct bpf_raw_tracepoint_args *context)
{
	return handle_exit((void *)context->args[0], context->args[1], false);
}
