/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Finds the TCP segment in a packet. The socket is a cooked one: byte 0 is the first of the network header. */
#ifndef HTTP_TRACE_PACKET_H
#define HTTP_TRACE_PACKET_H

#include "event.h"
#include "maps.h"

#include <bpf/bpf_endian.h>
#include <linux/if_packet.h>

/* The same in every network namespace. */
#define LOOPBACK_INTERFACE 1

#define IPV4_HEADER 20
#define IPV6_HEADER 40
#define TCP_HEADER 20

/* IPv6 extension headers that may stand before TCP (RFC 8200, 4.1). */
#define MAX_EXTENSIONS 6
#define EXTENSION_HOP_BY_HOP 0
#define EXTENSION_ROUTING 43
#define EXTENSION_FRAGMENT 44
#define EXTENSION_DESTINATION 60

struct tcp_header {
	__be16 source;
	__be16 destination;
	__be32 sequence;
	__be32 acknowledged;
	__u8 offset; /* in 32-bit words, in the upper half */
	__u8 flags;
	__be16 window;
	__be32 checksum_and_urgent;
};

struct ipv4_packet {
	__u8 version_and_length;
	__u8 service;
	__be16 total_length;
	__be16 id;
	__be16 fragment;
	__u8 hops;
	__u8 protocol;
	__be16 checksum;
	__be32 source;
	__be32 destination;
	struct tcp_header tcp; /* where there are no options */
};

struct ipv6_header {
	__be32 version_class_flow;
	__be16 payload_length;
	__u8 next;
	__u8 hops;
	__be32 source[4];
	__be32 destination[4];
};

struct ipv6_extension {
	__u8 next;
	__u8 length; /* in 8 bytes, the first 8 not counted */
};

struct segment {
	__be32 source[4]; /* IPv4: the first one */
	__be32 destination[4];
	__u16 family;
	__u16 source_port;
	__u16 destination_port;
	__u8 flags;
	__u32 sequence; /* of the first payload byte */
	__u32 acknowledged;
	__u32 payload; /* where it begins */
	__u32 length;
	__u32 interface; /* that shows it */
};

/* What stands in the register for a result when a function ends may not point to the stack. */
static __always_inline void clear_result(void)
{
	asm volatile("r0 = 0" ::: "r0");
}

/*
 * Each packet once: on loopback it is sent and received, a bridge shows what goes to others, and a tagged frame
 * comes a second time on the interface of its VLAN.
 */
static __always_inline bool is_first_sight(const struct __sk_buff *skb)
{
	if (skb->vlan_present)
		return false;
	if (skb->pkt_type == PACKET_OUTGOING)
		return skb->ifindex != LOOPBACK_INTERFACE;
	return skb->pkt_type == PACKET_HOST;
}

/*
 * Copies `wanted` bytes, at most `room`; false: there are not so many. The range of the length is known again right
 * before the call, in a register: up to 5.11 the verifier forgets that of what does not stay in one.
 */
static __always_inline bool load_bytes(__u8 *to, __u32 room, const struct __sk_buff *skb,
				       __u32 from, __u64 wanted)
{
	__u64 before_last = wanted - 1;
	asm volatile("" : "+r"(before_last), "+r"(to), "+r"(from));
	return before_last < room && !bpf_skb_load_bytes(skb, from, to, before_last + 1);
}

/* `end`: of the packet as its network header says, without what an interface filled it up with. */
static __always_inline bool take_tcp_header(struct segment *segment, const struct tcp_header *tcp,
					    __u32 at, __u32 end)
{
	__u32 header = (tcp->offset >> 4) * 4;
	if (header < TCP_HEADER || at + header > end)
		return false;
	segment->source_port = bpf_ntohs(tcp->source);
	segment->destination_port = bpf_ntohs(tcp->destination);
	segment->flags = tcp->flags;
	segment->sequence = bpf_ntohl(tcp->sequence) + (tcp->flags & PACKET_SYN ? 1 : 0);
	segment->acknowledged = bpf_ntohl(tcp->acknowledged);
	segment->payload = at + header;
	segment->length = end - at - header;
	return true;
}

/* A fragment does not say which connection it belongs to, but for the first one, which is not whole. */
static __always_inline bool give_up_fragment(const struct __sk_buff *skb)
{
	count_loss(LOSS_UNREADABLE_MEMORY, skb->len);
	return false;
}

static __always_inline bool read_ipv4(struct segment *segment, const struct __sk_buff *skb,
				      struct ipv4_packet *packet)
{
	if (packet->protocol != IPPROTO_TCP)
		return false;
	if (packet->fragment & bpf_htons(0x3fff))
		return give_up_fragment(skb);
	__u32 at = (packet->version_and_length & 15) * 4;
	/* Packets of more than 64 KiB that never leave the host have no length. */
	__u32 end = packet->total_length ? bpf_ntohs(packet->total_length) : skb->len;
	if (at < IPV4_HEADER ||
	    (at > IPV4_HEADER && bpf_skb_load_bytes(skb, at, &packet->tcp, TCP_HEADER)))
		return false;
	segment->family = FAMILY_IPV4;
	segment->source[0] = packet->source;
	segment->destination[0] = packet->destination;
	return take_tcp_header(segment, &packet->tcp, at, end);
}

static __noinline bool read_ipv6(struct segment *segment, const struct __sk_buff *skb)
{
	struct ipv6_header header;
	if (bpf_skb_load_bytes(skb, 0, &header, sizeof(header)))
		return false;
	__u32 at = IPV6_HEADER;
	__u32 end = header.payload_length ? IPV6_HEADER + bpf_ntohs(header.payload_length)
					  : skb->len;
	__u8 next = header.next;
#pragma clang loop unroll(disable)
	for (int i = 0; i < MAX_EXTENSIONS && next != IPPROTO_TCP; i++) {
		struct ipv6_extension extension;
		if (next != EXTENSION_HOP_BY_HOP && next != EXTENSION_ROUTING &&
		    next != EXTENSION_DESTINATION && next != EXTENSION_FRAGMENT)
			return false;
		if (bpf_skb_load_bytes(skb, at, &extension, sizeof(extension)))
			return false;
		if (next == EXTENSION_FRAGMENT)
			return extension.next == IPPROTO_TCP ? give_up_fragment(skb) : false;
		next = extension.next;
		at += 8 + extension.length * 8;
	}
	struct tcp_header tcp;
	if (next != IPPROTO_TCP || bpf_skb_load_bytes(skb, at, &tcp, sizeof(tcp)))
		return false;
	segment->family = FAMILY_IPV6;
	__builtin_memcpy(segment->source, header.source, sizeof(header.source));
	__builtin_memcpy(segment->destination, header.destination, sizeof(header.destination));
	return take_tcp_header(segment, &tcp, at, end);
}

/* False: no TCP, or not to be read. */
static __always_inline bool read_segment(struct segment *segment, const struct __sk_buff *skb)
{
	struct ipv4_packet packet;
	segment->interface = skb->ifindex;
	/* The shortest packet of either family that can hold TCP is as long as this. */
	if (bpf_skb_load_bytes(skb, 0, &packet, sizeof(packet)))
		return false;
	__u8 version = packet.version_and_length >> 4;
	if (skb->protocol == bpf_htons(0x0800) && version == 4)
		return read_ipv4(segment, skb, &packet);
	if (skb->protocol == bpf_htons(0x86dd) && version == 6)
		return read_ipv6(segment, skb);
	return false;
}

#endif
