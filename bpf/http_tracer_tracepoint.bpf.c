// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The hybrid design: sock:inet_sock_set_state for connections, tcp_sendmsg and tcp_recvmsg for data.
 * Two sets of thin wrappers around the same handlers; the loader switches on the one that this kernel takes.
 */
#include "include/connection_direct.h"
#include "include/connection_probes.h"
#include "include/existing.h"
#include "include/transfer_probes.h"
#include "include/unix_direct.h"
#include "include/unix_probes.h"

char LICENSE[] SEC("license") = "Dual MIT/GPL";

/* The first set: tp_btf and fexit, with direct loads. */

SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(state_direct, struct sock *sk, int old_state, int new_state)
{
	return handle_state(sk, old_state, new_state, true);
}

/* What tcp_sendmsg calls under the socket's lock: nobody else can have sent, or ended the connection, since. */
SEC("fexit/tcp_sendmsg_locked")
int BPF_PROG(send_direct, struct sock *sk, struct msghdr *message, size_t size, int moved)
{
	return handle_transfer(sk, &message->msg_iter, 0, moved, SENT, BY_FEXIT);
}

/* One program for each signature that tcp_recvmsg has had; the loader reads the kernel's from its BTF. */

SEC("fexit/tcp_recvmsg") /* up to 5.18 */
int BPF_PROG(receive_direct_6, struct sock *sk, struct msghdr *message, size_t size, int nonblock,
	     int flags, int *address_length, int moved)
{
	return received_direct(sk, message, flags, moved);
}

SEC("fexit/tcp_recvmsg") /* from 5.19 on */
int BPF_PROG(receive_direct_5, struct sock *sk, struct msghdr *message, size_t size, int flags,
	     int *address_length, int moved)
{
	return received_direct(sk, message, flags, moved);
}

SEC("fexit/tcp_recvmsg") /* from 7.x on */
int BPF_PROG(receive_direct_4, struct sock *sk, struct msghdr *message, size_t size, int flags,
	     int moved)
{
	return received_direct(sk, message, flags, moved);
}

SEC("fexit/do_tcp_sendpages") /* under it as well; up to 6.4, then tcp_sendmsg_locked does it */
int BPF_PROG(send_page_direct, struct sock *sk, struct page *page, int offset, size_t size,
	     int flags, int moved)
{
	return handle_transfer(sk, 0, 0, moved, SENT, BY_FEXIT);
}

SEC("fexit/tcp_splice_read") /* into a pipe: bytes that are only counted */
int BPF_PROG(splice_direct, struct socket *socket, void *position, void *pipe, size_t size,
	     unsigned int flags, int moved)
{
	/* From 6.3 on the verifier wants to see that there is one. */
	struct sock *sk = socket->sk;
	return sk ? handle_transfer(sk, 0, 0, moved, RECEIVED, BY_FEXIT) : 0;
}

SEC("fentry/sk_stream_wait_memory")
int BPF_PROG(wait_for_room_direct, struct sock *sk)
{
	return handle_wait_for_room(sk);
}

/* Only where segments can be read in no other way, see reads_noted_calls(). */

SEC("fentry/tcp_sendmsg_locked")
int BPF_PROG(send_noted, struct sock *sk, struct msghdr *message)
{
	return note_call(message);
}

SEC("fentry/tcp_recvmsg")
int BPF_PROG(receive_noted, struct sock *sk, struct msghdr *message)
{
	return note_call(message);
}

SEC("fentry/do_writev")
int BPF_PROG(write_array_noted, unsigned long fd, const struct iovec *array)
{
	return note_user_array((__u64)array);
}

SEC("fentry/do_readv")
int BPF_PROG(read_array_noted, unsigned long fd, const struct iovec *array)
{
	return note_user_array((__u64)array);
}

SEC("fentry/copy_msghdr_from_user")
int BPF_PROG(message_array_noted, struct msghdr *message, const void *user_message)
{
	return note_user_message(user_message);
}

/*
 * The second set: raw tracepoints and the kprobes of transfer_probes.h, which copy what they read. The program of a classic
 * tracepoint would be left out while any other one runs on the same processor, which 5.10 does not count.
 */

SEC("raw_tp/inet_sock_set_state")
int state_probed(struct bpf_raw_tracepoint_args *context)
{
	return handle_state((void *)context->args[0], context->args[1], context->args[2], false);
}

SEC("raw_tp/tcp_retransmit_skb")
int retransmit_probed(struct bpf_raw_tracepoint_args *context)
{
	return handle_retransmit((void *)context->args[0], false);
}

SEC("raw_tp/tcp_destroy_sock")
int destroy_probed(struct bpf_raw_tracepoint_args *context)
{
	return handle_destroy((void *)context->args[0], false);
}
