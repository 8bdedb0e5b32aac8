/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Whose sockets they are, from the hooks of the root control group: they may ask for the current process, and a
 * kernel that is locked down allows them. Packets are handled in no process's name.
 */
#ifndef HTTP_TRACE_OWNER_H
#define HTTP_TRACE_OWNER_H

#include "task.h"

#include <bpf/bpf_endian.h>

#define MAX_OWNERS 16384

/* By cookie of the socket, from connect() until its local port is known, or from bind() until it listens. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, MAX_OWNERS);
	__type(key, __u64);
	__type(value, struct task_identity);
} owners SEC(".maps");

/* The network namespace of the packet socket; set by the loader. */
const volatile __u32 own_netns = 0;

/*
 * The loader binds a socket after these programs are attached, to find out what its namespace is called here. The
 * section of zeros is for the counters alone.
 */
const volatile __u32 loader_pid = 0;
__u64 own_netns_cookie SEC(".data.own_netns") = 0;

static __always_inline bool is_own_netns(void *context)
{
	__u64 cookie = bpf_get_netns_cookie(context);
	if (!own_netns_cookie && bpf_get_current_pid_tgid() >> 32 == loader_pid)
		own_netns_cookie = cookie;
	return cookie == own_netns_cookie;
}

static __always_inline void note_owner(__u64 cookie)
{
	struct task_identity task;
	fill_current(&task);
	bpf_map_update_elem(&owners, &cookie, &task, BPF_ANY);
}

static __always_inline bool is_mapped(const __u32 *address)
{
	return address[0] == 0 && address[1] == 0 && address[2] == bpf_htonl(0xffff);
}

/* Of an IPv6 socket; what it says to an IPv4 one has mapped addresses (RFC 4291, 2.5.5.2). */
static __always_inline void fill_v6_owner(struct four_tuple *tuple, const __u32 *local,
					  const __u32 *remote)
{
	__u32 *to_local = (__u32 *)tuple->local_address;
	__u32 *to_remote = (__u32 *)tuple->remote_address;
	if (is_mapped(local) || is_mapped(remote)) {
		tuple->family = FAMILY_IPV4;
		to_local[0] = local[3];
		to_remote[0] = remote[3];
		return;
	}
	tuple->family = FAMILY_IPV6;
#pragma unroll
	for (int i = 0; i < 4; i++) {
		to_local[i] = local[i];
		to_remote[i] = remote[i];
	}
}

static __always_inline struct owner_event *begin_owner(const struct task_identity *task)
{
	struct owner_event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
	if (!event) {
		count_loss(LOSS_RING_BUFFER_FULL, 0);
		return 0;
	}
	__builtin_memset(event, 0, sizeof(*event));
	event->header.size = sizeof(*event);
	event->header.type = EVENT_OWNER;
	event->header.time_ns = bpf_ktime_get_ns();
	event->task = *task;
	return event;
}

static __always_inline void end_owner(struct owner_event *event, __u32 local_port,
				      __u32 remote_port)
{
	event->tuple.local_port = local_port;
	event->tuple.remote_port = remote_port;
	event->tuple.netns = own_netns;
	submit(event);
}

/* Ports: the local one in host byte order, the remote one as in a packet. */
static __always_inline void tell_connected(const __u32 *local, const __u32 *remote,
					   __u32 local_port, __u32 remote_port)
{
	struct task_identity task;
	fill_current(&task);
	struct owner_event *event = begin_owner(&task);
	if (!event)
		return;
	fill_v6_owner(&event->tuple, local, remote);
	end_owner(event, local_port, bpf_ntohs(remote_port));
}

static __always_inline void tell_bound(__u16 family, __u32 first, __u32 second, __u32 third,
				       __u32 fourth, __u32 port)
{
	struct task_identity task;
	fill_current(&task);
	struct owner_event *event = begin_owner(&task);
	if (!event)
		return;
	__u32 *local = (__u32 *)event->tuple.local_address;
	event->tuple.family = family;
	local[0] = first;
	local[1] = second;
	local[2] = third;
	local[3] = fourth;
	end_owner(event, port, 0);
}

static __always_inline void tell_connecting(struct bpf_sock_ops *context)
{
	__u64 cookie = bpf_get_socket_cookie(context);
	struct task_identity *task = bpf_map_lookup_elem(&owners, &cookie);
	if (!task)
		return;
	struct owner_event *event = begin_owner(task);
	if (!event)
		return;
	bpf_map_delete_elem(&owners, &cookie);
	if (context->family == AF_INET) {
		event->tuple.family = FAMILY_IPV4;
		*(__u32 *)event->tuple.local_address = context->local_ip4;
		*(__u32 *)event->tuple.remote_address = context->remote_ip4;
	} else {
		__u32 local[4] = { context->local_ip6[0], context->local_ip6[1],
				   context->local_ip6[2], context->local_ip6[3] };
		__u32 remote[4] = { context->remote_ip6[0], context->remote_ip6[1],
				    context->remote_ip6[2], context->remote_ip6[3] };
		fill_v6_owner(&event->tuple, local, remote);
	}
	end_owner(event, context->local_port, bpf_ntohl(context->remote_port));
}

#endif
