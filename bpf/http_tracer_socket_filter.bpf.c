// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The packets design, for kernels that refuse every tracing program: a filter on a packet socket of all interfaces.
 * It lets nothing through, so that nothing is queued; what is to be told goes into the ring buffer. The agent makes
 * byte streams of segments.
 */
#include "include/flow_opening.h"
#include "include/handshake.h"
#include "include/owner.h"
#include "include/packet_event.h"
#include "include/task.h"
#include "include/watched_ports.h"

char LICENSE[] SEC("license") = "Dual MIT/GPL";

static __always_inline bool is_after(__u32 sequence, __u32 other)
{
	return (__s32)(sequence - other) > 0;
}

/* A packet of a handshake that goes on, or is over already. */
static __always_inline bool belongs_to(const struct flow *known, __u8 direction,
				       const struct segment *segment)
{
	const struct flow_side *side = &known->sides[direction & 1];
	bool repeated = side->next == segment->sequence;
	bool answers = segment->flags & PACKET_ACK;
	if (known->phase == FLOW_OPEN)
		return !is_after(segment->sequence, side->next) &&
		       (answers || (side->interface && side->interface != segment->interface));
	/* Both ends may open it at the same moment (RFC 9293, 3.5). */
	return answers || repeated || (known->phase == FLOW_SYN && side->next == 0);
}

/* A segment that begins a connection, perhaps with the ports of an old one; or that of one which nobody knows. */
static __noinline struct flow *open_flow(struct flow *known, const struct flow_key *key,
					 const struct segment *segment)
{
	__u8 phase = FLOW_OPEN;
	if (segment->flags & PACKET_SYN) {
		phase = segment->flags & PACKET_ACK ? FLOW_SYN_ANSWERED : FLOW_SYN;
		if (known && belongs_to(known, key->direction & 1, segment)) {
			if (known->phase == FLOW_SYN)
				enter_phase(known, phase, segment);
			return known;
		}
	} else if (segment->length == 0 || segment->flags & PACKET_RST) {
		return 0;
	}
	struct flow *created = create_flow(key, segment);
	if (created)
		enter_phase(created, phase, segment);
	return created;
}

/* The connection of a segment: the known one, or a new one; or none. */
static __always_inline struct flow *flow_of(const struct flow_key *key,
					    const struct segment *segment)
{
	struct flow *known = look_up_flow(key, segment);
	if (known && !(segment->flags & PACKET_SYN))
		return known;
	return open_flow(known, key, segment);
}

static __always_inline __u32 end_of(const struct segment *segment)
{
	return segment->sequence + segment->length + (segment->flags & PACKET_FIN ? 1 : 0);
}

/* A connection on its way through the host is seen on several interfaces: the first one that shows a byte counts. */
static __always_inline bool is_seen_elsewhere(const struct flow_side *side,
					      const struct segment *segment)
{
	return side->interface && side->interface != segment->interface &&
	       !is_after(end_of(segment), side->next);
}

/* A segment that was sent again shows nothing new, or only its end is. */
static __always_inline __u32 fresh_bytes(const struct flow_side *side,
					 const struct segment *segment)
{
	__s32 ahead = segment->sequence + segment->length - side->next;
	if (side->next == 0 || ahead > (__s64)segment->length)
		return segment->length;
	return ahead > 0 ? ahead : 0;
}

static __always_inline void move_on(struct flow_side *side, const struct segment *segment)
{
	__u32 end = end_of(segment);
	side->interface = segment->interface;
	if (side->next == 0 || is_after(end, side->next))
		side->next = end;
}

/* Of mere acknowledgements only the one that ends a handshake is told. False: nothing is. */
static __always_inline bool take_empty(struct flow *flow, const struct segment *segment)
{
	if (segment->flags & PACKET_RST) {
		if (flow->reset)
			return false;
		flow->reset = 1;
		return true;
	}
	if (flow->phase != FLOW_SYN_ANSWERED)
		return false;
	enter_phase(flow, FLOW_OPEN, segment);
	return true;
}

/* Returns how many payload bytes are to be copied; negative: nothing is to be told. */
static __always_inline __s64 take_payload(struct flow *flow, __u8 direction,
					  const struct __sk_buff *skb, struct segment *segment)
{
	struct flow_side *side = &flow->sides[direction & 1];
	if (is_seen_elsewhere(side, segment))
		return -1;
	__u32 fresh = fresh_bytes(side, segment);
	bool told = segment->length == 0 || is_perhaps_http(flow, direction, skb, segment);
	move_on(side, segment);
	if (flow->phase != FLOW_OPEN && !(segment->flags & PACKET_SYN))
		enter_phase(flow, FLOW_OPEN, segment);
	if (told)
		return segment->length ? bytes_to_copy_of(flow, direction, segment->length, fresh)
				       : 0;
	/* Its end is told, but not its bytes. */
	if (!(segment->flags & PACKET_FIN))
		return -1;
	segment->sequence += segment->length;
	segment->length = 0;
	return 0;
}

static __always_inline __s64 take_segment(struct flow *flow, __u8 direction,
					  const struct __sk_buff *skb, struct segment *segment)
{
	if (segment->flags & PACKET_RST)
		segment->length = 0;
	if (segment->length || segment->flags & (PACKET_SYN | PACKET_FIN))
		return take_payload(flow, direction, skb, segment);
	return take_empty(flow, segment) ? 0 : -1;
}

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
	make_key(&key, &segment);
	struct flow *flow = flow_of(&key, &segment);
	if (!flow)
		return 0;
	__s64 wanted = take_segment(flow, key.direction, skb, &segment);
	if (wanted >= 0)
		emit_segment(skb, &segment, flow, key.direction, wanted);
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
