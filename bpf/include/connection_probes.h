/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The same programs as in connection_direct.h for kernels without fexit: kprobes, which copy what they read. */
#ifndef HTTP_TRACE_CONNECTION_PROBES_H
#define HTTP_TRACE_CONNECTION_PROBES_H

#include "late_read.h"

#include <linux/ptrace.h>
#include <bpf/bpf_tracing.h>

struct connecting {
	struct sock *sk;
	struct connect_address *address;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, __u64); /* pid_tgid */
	__type(value, struct connecting);
} connecting SEC(".maps");

static __always_inline int enter_connect(struct sock *sk, struct connect_address *address)
{
	__u64 task = bpf_get_current_pid_tgid();
	struct connecting entered = { .sk = sk, .address = address };
	if (bpf_map_update_elem(&connecting, &task, &entered, BPF_ANY))
		count_loss(LOSS_PROBE_MISSED, 0);
	return 0;
}

static __always_inline int leave_connect(int result)
{
	__u64 task = bpf_get_current_pid_tgid();
	struct connecting *entered = bpf_map_lookup_elem(&connecting, &task);
	if (!entered)
		return 0;
	struct connecting call = *entered;
	bpf_map_delete_elem(&connecting, &task);
	return handle_connect_return(call.sk, call.address, result, false);
}

SEC("kprobe/tcp_v4_connect")
int BPF_KPROBE(connect_v4_entered, struct sock *sk, struct connect_address *address)
{
	return enter_connect(sk, address);
}

SEC("kretprobe/tcp_v4_connect")
int BPF_KRETPROBE(connect_v4_left, int result)
{
	return leave_connect(result);
}

SEC("kprobe/tcp_v6_connect")
int BPF_KPROBE(connect_v6_entered, struct sock *sk, struct connect_address *address)
{
	return enter_connect(sk, address);
}

SEC("kretprobe/tcp_v6_connect")
int BPF_KRETPROBE(connect_v6_left, int result)
{
	return leave_connect(result);
}

/* As in connection_direct.h; and inet_csk_accept waits, see call_progress.h. */
SEC("kprobe/security_sock_graft")
int BPF_KPROBE(accept_grafted_probed, struct sock *accepted)
{
	return handle_accept(accepted, false);
}

SEC("kretprobe/inet_csk_accept")
int BPF_KRETPROBE(accept_left, struct sock *accepted)
{
	return handle_accept(accepted, false);
}

struct late_read {
	struct sk_buff *skb;
	struct iov_iter *to;
	int length;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, __u64); /* pid_tgid */
	__type(value, struct late_read);
} late_reads SEC(".maps");

SEC("kprobe/skb_copy_datagram_iter")
int BPF_KPROBE(late_read_entered, struct sk_buff *skb, int offset, struct iov_iter *to, int length)
{
	__u64 task = bpf_get_current_pid_tgid();
	struct late_read entered = { .skb = skb, .to = to, .length = length };
	if (may_be_late(skb, false))
		bpf_map_update_elem(&late_reads, &task, &entered, BPF_ANY);
	return 0;
}

SEC("kretprobe/skb_copy_datagram_iter")
int BPF_KRETPROBE(late_read_left, int error)
{
	__u64 task = bpf_get_current_pid_tgid();
	struct late_read *entered = bpf_map_lookup_elem(&late_reads, &task);
	if (!entered)
		return 0;
	struct late_read read = *entered;
	bpf_map_delete_elem(&late_reads, &task);
	if (error)
		return 0;
	struct iterator_copy iterator;
	return handle_late_read(read.skb, copy_iterator(&iterator, read.to), read.length, false);
}

#endif
