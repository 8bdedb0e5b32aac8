// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The packets design, for kernels that refuse every tracing program: a filter on a packet socket of all interfaces.
 * It lets nothing through, so that nothing is queued; what is to be told goes into the ring buffer. The agent makes
 * byte streams of segments.
 */
#include "include/flow_segment.h"
#include "include/owner.h"
#include "include/packet_event.h"
#include "include/task.h"
#include "include/watched_ports.h"

char LICENSE[] SEC("license") = "Dual MIT/GPL";

static __always_inline bool is_watched(const struct segment *segment)
{
	return !(settings.watched & WATCHED_PORTS) || is_watched_port(segment->source_port) ||
	       is_watched_port(segment->destination_port);
}

SEC("socket")
int take_packet(struct __sk_buff *skb)
{
	struct segment segment;
	struct flow_key key;
	if (!is_first_sight(skb) || !read_segment(&segment, skb) ||
	    is_mere_acknowledgement(&segment) || !is_watched(&segment))
		return 0;
	__u8 direction = make_key(&key, &segment);
	struct flow *flow = flow_of(&key, direction, &segment);
	if (!flow)
		return 0;
	__s64 wanted = take_segment(flow, direction, skb, &segment);
	if (wanted >= 0)
		emit_segment(skb, &segment, flow, direction, wanted);
	return 0;
}

/* The process, where the kernel lets these be attached to the root control group. All of them allow everything. */

static __always_inline bool is_connecting_v4(struct bpf_sock_addr *context)
{
	bool loopback = (context->user_ip4 & bpf_htonl(0xff000000)) == bpf_htonl(0x7f000000);
	return context->protocol == IPPROTO_TCP && (!loopback || is_own_netns(context));
}

static __always_inline bool is_connecting_v6(struct bpf_sock_addr *context)
{
	bool loopback = !context->user_ip6[0] && !context->user_ip6[1];
	return context->protocol == IPPROTO_TCP && (!loopback || is_own_netns(context));
}

SEC("cgroup/connect4")
int connect_v4(struct bpf_sock_addr *context)
{
	if (is_connecting_v4(context))
		note_owner(bpf_get_socket_cookie(context));
	return 1;
}

SEC("cgroup/connect6")
int connect_v6(struct bpf_sock_addr *context)
{
	if (is_connecting_v6(context))
		note_owner(bpf_get_socket_cookie(context));
	return 1;
}

/* What a client was started as: where the kernel tells its types, and lets such programs look at the current task. */

SEC("cgroup/connect4")
int command_v4(struct bpf_sock_addr *context)
{
	if (is_connecting_v4(context))
		emit_process(true);
	return 1;
}

SEC("cgroup/connect6")
int command_v6(struct bpf_sock_addr *context)
{
	if (is_connecting_v6(context))
		emit_process(true);
	return 1;
}

/* By now the port is known, and the SYN is about to leave. */
SEC("sockops")
int socket_operation(struct bpf_sock_ops *context)
{
	if (context->op == BPF_SOCK_OPS_TCP_CONNECT_CB)
		tell_connecting(context);
	return 1;
}

SEC("cgroup/post_bind4")
int bound_v4(struct bpf_sock *context)
{
	if (context->protocol == IPPROTO_TCP && is_own_netns(context))
		tell_bound(FAMILY_IPV4, context->src_ip4, 0, 0, 0, context->src_port);
	return 1;
}

SEC("cgroup/post_bind6")
int bound_v6(struct bpf_sock *context)
{
	if (context->protocol == IPPROTO_TCP && is_own_netns(context))
		tell_bound(FAMILY_IPV6, context->src_ip6[0], context->src_ip6[1],
			   context->src_ip6[2], context->src_ip6[3], context->src_port);
	return 1;
}

/* accept() asks for the peer's name in the name of the process that accepts, unless that does not want it. */

SEC("cgroup/getpeername4")
int named_v4(struct bpf_sock_addr *context)
{
	struct bpf_sock *sk = context->sk;
	if (!sk || context->protocol != IPPROTO_TCP || !is_own_netns(context))
		return 1;
	__u32 local[4] = { 0, 0, bpf_htonl(0xffff), sk->src_ip4 };
	__u32 remote[4] = { 0, 0, bpf_htonl(0xffff), context->user_ip4 };
	tell_connected(local, remote, sk->src_port, context->user_port);
	return 1;
}

SEC("cgroup/getpeername6")
int named_v6(struct bpf_sock_addr *context)
{
	struct bpf_sock *sk = context->sk;
	if (!sk || context->protocol != IPPROTO_TCP || !is_own_netns(context))
		return 1;
	__u32 local[4] = { sk->src_ip6[0], sk->src_ip6[1], sk->src_ip6[2], sk->src_ip6[3] };
	__u32 remote[4] = { context->user_ip6[0], context->user_ip6[1], context->user_ip6[2],
			    context->user_ip6[3] };
	tell_connected(local, remote, sk->src_port, context->user_port);
	return 1;
}
