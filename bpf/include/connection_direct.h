/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Programs that tell of connections rather than of bytes: fexit and tp_btf, with direct loads. */
#ifndef HTTP_TRACE_CONNECTION_DIRECT_H
#define HTTP_TRACE_CONNECTION_DIRECT_H

#include "late_read.h"

#include <linux/ptrace.h>
#include <bpf/bpf_tracing.h>

SEC("fexit/tcp_v4_connect")
int BPF_PROG(connect_v4_direct, struct sock *sk, struct connect_address *address, int length,
	     int result)
{
	return handle_connect_return(sk, address, result, true);
}

SEC("fexit/tcp_v6_connect")
int BPF_PROG(connect_v6_direct, struct sock *sk, struct connect_address *address, int length,
	     int result)
{
	return handle_connect_return(sk, address, result, true);
}

/* Within accept(), once it has a connection: also one that had begun before the trace did. */
SEC("fentry/security_sock_graft")
int BPF_PROG(accept_grafted_direct, struct sock *accepted)
{
	return handle_accept(accepted, true);
}

/* A kernel without security modules has no other place. */

SEC("fexit/inet_csk_accept") /* up to 6.9 */
int BPF_PROG(accept_direct_4, struct sock *listener, int flags, int *error, bool kernel,
	     struct sock *accepted)
{
	return handle_accept(accepted, true);
}

SEC("fexit/inet_csk_accept") /* from 6.10 on */
int BPF_PROG(accept_direct_2, struct sock *listener, void *arguments, struct sock *accepted)
{
	return handle_accept(accepted, true);
}

SEC("tp_btf/tcp_retransmit_skb")
int BPF_PROG(retransmit_direct, struct sock *sk)
{
	return handle_retransmit(sk, true);
}

SEC("tp_btf/tcp_destroy_sock")
int BPF_PROG(destroy_direct, struct sock *sk)
{
	return handle_destroy(sk, true);
}

SEC("fexit/skb_copy_datagram_iter")
int BPF_PROG(late_read_direct, struct sk_buff *skb, int offset, struct iov_iter *to, int length,
	     int error)
{
	return error ? 0 : handle_late_read(skb, to, length, true);
}

#endif
