/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Connections and listening sockets from before the trace. The loader runs one of these iterators once, after
 * everything else is attached: it goes through the open files of all processes, in every namespace, so that each
 * socket is found together with a process that holds it.
 */
#ifndef HTTP_TRACE_EXISTING_H
#define HTTP_TRACE_EXISTING_H

#include "socket_event.h"

/* The context of iter/task_file, as the kernel passes it. */
struct open_file {
	__u64 meta;
	struct task_struct *task;
	__u64 descriptor;
	struct file *file;
};

static __always_inline bool is_followed(__u8 state)
{
	return state == TCP_ESTABLISHED || state == TCP_LISTEN || state == TCP_CLOSE_WAIT ||
	       state == TCP_FIN_WAIT1 || state == TCP_FIN_WAIT2 || state == TCP_SYN_SENT;
}

static __always_inline void fill_holder(struct task_identity *identity, struct task_struct *task,
					bool direct)
{
	identity->pid = LOAD(direct, task, tgid);
	identity->tid = LOAD(direct, task, pid);
	if (direct) {
		((__u64 *)identity->comm)[0] = *(__u64 *)&task->comm[0];
		((__u64 *)identity->comm)[1] = *(__u64 *)&task->comm[8];
	} else {
		bpf_core_read(identity->comm, sizeof(identity->comm), &task->comm);
	}
}

static __always_inline void expect_read(struct connection *connection)
{
	connection->unread = true;
	__sync_fetch_and_add(&counters.unread_connections, 1);
}

/* For the designs that follow Unix sockets: they include unix_socket.h before this. */
#ifdef HTTP_TRACE_UNIX_SOCKET_H
static __always_inline void ignore(struct sock *sk)
{
	struct connection *connection = know_unix(sk, FLAG_JOINED);
	if (!connection)
		return;
	if (connection->unread)
		note_read(connection);
	connection->protocol = PROTOCOL_OTHER;
}

/*
 * What the loader writes to the agent holds pieces of HTTP, and who traces it writes still more. This iterator runs in
 * the loader's own task.
 */
static __always_inline bool ignore_loaders(struct task_struct *task, struct sock *sk, bool direct)
{
	if (LOAD(direct, task, tgid) != bpf_get_current_pid_tgid() >> 32)
		return false;
	struct sock *peer = unix_peer(sk, direct);
	ignore(sk);
	if (peer)
		ignore(peer);
	return true;
}

static __always_inline int handle_existing_unix(struct task_struct *task, struct sock *sk,
						bool direct)
{
	if (LOAD(direct, sk, __sk_common.skc_state) != TCP_ESTABLISHED ||
	    ignore_loaders(task, sk, direct))
		return 0;
	/* Known already as the other end of one that came before, or because a process held it before. */
	struct connection *connection = find_connection(sk);
	if (!connection)
		connection = join_unix(sk, direct);
	if (connection && connection->flags & FLAG_JOINED && !connection->unread &&
	    !connection->announced && connection->protocol == PROTOCOL_UNKNOWN) {
		connection->late = 0;
		expect_read(connection);
	}
	return 0;
}
#else
static __always_inline int handle_existing_unix(struct task_struct *task, struct sock *sk,
						bool direct)
{
	return 0;
}
#endif

static __always_inline int handle_existing(struct task_struct *task, struct sock *sk, bool direct)
{
	__u16 family = LOAD(direct, sk, __sk_common.skc_family);
	if (family == AF_UNIX && LOAD(direct, sk, sk_type) == SOCK_STREAM)
		return handle_existing_unix(task, sk, direct);
	__u16 protocol = LOAD(direct, sk, sk_protocol);
	__u8 state = LOAD(direct, sk, __sk_common.skc_state);
	if ((family != AF_INET && family != AF_INET6) || LOAD(direct, sk, sk_type) != SOCK_STREAM)
		return 0;
	if (protocol == IPPROTO_MPTCP && state == TCP_ESTABLISHED && !settings.watched)
		count_loss(LOSS_MULTIPATH, 0);
	if (protocol != IPPROTO_TCP)
		return 0;
	/* Forked processes hold the same socket; one that opened meanwhile is known. */
	if (!is_followed(state) || find_connection(sk))
		return 0;
	/* Its opening will be seen, but not when it began. */
	bool opening = state == TCP_SYN_SENT;
	struct connection *connection = create_connection(sk,
							  opening ? FLAG_CONNECTED : FLAG_JOINED);
	if (!connection)
		return 0;
	if (!opening && state != TCP_LISTEN) {
		begin_sequences(connection, sk, true, direct);
		expect_read(connection);
	}
	if (state == TCP_CLOSE_WAIT)
		connection->ended_by = ENDED_BY_REMOTE;
	else if (state == TCP_FIN_WAIT1 || state == TCP_FIN_WAIT2)
		connection->ended_by = ENDED_BY_LOCAL;
	/* The current task is not its owner: with its first bytes it is known who uses it. */
	if (!watch(connection, sk, false, direct) || is_limited_by_task())
		return 0;
	struct socket_event *event = reserve_socket_event(connection, sk, state, state, direct);
	if (!event)
		return 0;
	fill_holder(&event->task, task, direct);
	connection->announced = true;
	submit(event);
	if (LOAD(direct, sk, __sk_common.skc_state) != TCP_CLOSE)
		return 0;
	/* Closed meanwhile, and perhaps before it stood in the table. */
	connection = find_connection(sk);
	if (connection) {
		emit_socket_event(connection, sk, state, TCP_CLOSE, false, direct);
		remove_connection(connection, sk);
	}
	return 0;
}

SEC("iter/task_file")
int existing_direct(struct open_file *context)
{
	struct task_struct *task = context->task;
	struct file *file = context->file;
	if (!task || !file)
		return 0;
	struct socket *socket = (struct socket *)bpf_sock_from_file(file);
	if (!socket)
		return 0;
	struct sock *sk = socket->sk;
	return sk ? handle_existing(task, sk, true) : 0;
}

SEC("iter/task_file") /* where there is no helper from a file to its socket: up to 5.10 */
int existing_probed(struct open_file *context)
{
	struct task_struct *task = context->task;
	struct file *file = context->file;
	if (!task || !file)
		return 0;
	if (BPF_CORE_READ(file, f_inode, i_sb, s_magic) != SOCKFS_MAGIC)
		return 0;
	struct socket *socket = BPF_CORE_READ(file, private_data);
	struct sock *sk = socket ? BPF_CORE_READ(socket, sk) : 0;
	return sk ? handle_existing(task, sk, false) : 0;
}

#endif
