/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The addresses of a TCP socket. */
#ifndef HTTP_TRACE_TUPLE_H
#define HTTP_TRACE_TUPLE_H

#include "event.h"
#include "kernel_drift.h"

#include <bpf/bpf_endian.h>

static __always_inline void copy_v6(__u8 *to, struct in6_addr *from, bool direct)
{
	__u32 *words = (__u32 *)to;
	words[0] = LOAD(direct, from, in6_u.u6_addr32[0]);
	words[1] = LOAD(direct, from, in6_u.u6_addr32[1]);
	words[2] = LOAD(direct, from, in6_u.u6_addr32[2]);
	words[3] = LOAD(direct, from, in6_u.u6_addr32[3]);
}

/* An IPv6 socket that talks IPv4 has a mapped address (RFC 4291, 2.5.5.2) and the plain one beside it. */
static __always_inline bool is_v4_mapped(struct in6_addr *address, bool direct)
{
	return LOAD(direct, address, in6_u.u6_addr32[0]) == 0 &&
	       LOAD(direct, address, in6_u.u6_addr32[1]) == 0 &&
	       LOAD(direct, address, in6_u.u6_addr32[2]) == bpf_htonl(0xffff);
}

static __always_inline void fill_tuple(struct four_tuple *tuple, struct sock *sk, bool direct)
{
	struct sock_common *common = &sk->__sk_common;
	__builtin_memset(tuple, 0, sizeof(*tuple));
	tuple->local_port = LOAD(direct, common, skc_num);
	tuple->remote_port = bpf_ntohs(LOAD(direct, common, skc_dport));
	struct net *net = LOAD(direct, common, skc_net.net);
	tuple->netns = LOAD(direct, net, ns.inum);
	if (LOAD(direct, common, skc_family) == AF_INET6 &&
	    !is_v4_mapped(&common->skc_v6_daddr, direct)) {
		tuple->family = FAMILY_IPV6;
		copy_v6(tuple->local_address, &common->skc_v6_rcv_saddr, direct);
		copy_v6(tuple->remote_address, &common->skc_v6_daddr, direct);
		return;
	}
	tuple->family = FAMILY_IPV4;
	*(__u32 *)tuple->local_address = LOAD(direct, common, skc_rcv_saddr);
	*(__u32 *)tuple->remote_address = LOAD(direct, common, skc_daddr);
}

/*
 * The beginning of what connect() was given, in kernel memory: alike for both families. The socket has these
 * only once there is a route, but for the IPv6 address.
 */
struct connect_address {
	__u16 family;
	__be16 port;
	__be32 ipv4;
};

static __always_inline void fill_asked(struct four_tuple *tuple, struct connect_address *address,
				       bool direct)
{
	struct connect_address asked = {};
	if (!address)
		return;
	if (direct) {
		asked.family = address->family;
		asked.port = address->port;
		asked.ipv4 = address->ipv4;
	} else {
		bpf_probe_read_kernel(&asked, sizeof(asked), address);
	}
	tuple->remote_port = bpf_ntohs(asked.port);
	if (asked.family == AF_INET)
		*(__u32 *)tuple->remote_address = asked.ipv4;
}

#endif
