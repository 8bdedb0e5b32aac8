/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * A mark on the sockets of connections that are not HTTP, whose calls cost nothing but finding it: it hangs on the
 * socket itself, which is half the way to an entry of a table. Typed programs may use it from 5.11 on.
 */
#ifndef HTTP_TRACE_NOT_HTTP_H
#define HTTP_TRACE_NOT_HTTP_H

#include "maps.h"

struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, __u8);
} not_http SEC(".maps");

static __always_inline bool is_marked_not_http(struct sock *sk)
{
	/* The pointer alone answers for nearly every other connection. */
	return settings.has_socket_storage && sk->sk_bpf_storage &&
	       bpf_sk_storage_get(&not_http, sk, 0, 0);
}

/* Without room for the mark the connection's entry goes on to say the same. */
static __always_inline void mark_not_http(struct sock *sk, const struct connection *connection)
{
	if (settings.has_socket_storage && connection->protocol == PROTOCOL_OTHER &&
	    !connection->unread)
		bpf_sk_storage_get(&not_http, sk, 0, BPF_SK_STORAGE_GET_F_CREATE);
}

/* A socket may connect again. */
static __always_inline void unmark_not_http(struct sock *sk)
{
	if (settings.has_socket_storage)
		bpf_sk_storage_delete(&not_http, sk);
}

#endif
