/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Marks for the sockets of connections that are not HTTP, whose calls cost nothing but finding one: the kernel puts the
 * look into an array right into the program, which takes a few instructions. Of two sockets with the same place the later
 * one has it; the other one's entry in the table of connections goes on to say the same.
 */
#ifndef HTTP_TRACE_NOT_HTTP_H
#define HTTP_TRACE_NOT_HTTP_H

#include "maps.h"

#define NOT_HTTP_BITS 12

/* Addresses of sockets. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1 << NOT_HTTP_BITS);
	__type(key, __u32);
	__type(value, __u64);
} not_http SEC(".maps");

static __always_inline __u64 *not_http_mark(struct sock *sk)
{
	__u64 number = (__u64)sk;
	/* Changes nothing, but to the verifier, which allows arithmetic like this with no pointer. */
	asm volatile("%0 = le64 %0" : "+r"(number));
	/* Sockets lie at even distances: a multiplication spreads them (Knuth, vol. 3, 6.4). */
	__u32 place = (number * 0x9e3779b97f4a7c15) >> (64 - NOT_HTTP_BITS);
	return bpf_map_lookup_elem(&not_http, &place);
}

static __always_inline bool is_marked_not_http(struct sock *sk)
{
	__u64 *mark = not_http_mark(sk);
	return mark && *mark == (__u64)sk;
}

static __always_inline void mark_not_http(struct sock *sk)
{
	__u64 *mark = not_http_mark(sk);
	if (mark)
		*mark = (__u64)sk;
}

/* A socket may connect again, and another one have its address. */
static __noinline __attribute__((unused)) int unmark_not_http(struct sock *sk)
{
	__u64 *mark = not_http_mark(sk);
	if (mark && *mark == (__u64)sk)
		*mark = 0;
	return 0;
}

#endif
