/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The ports that a trace is limited to: of either end of a connection. */
#ifndef HTTP_TRACE_WATCHED_PORTS_H
#define HTTP_TRACE_WATCHED_PORTS_H

#include "maps.h"

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, MAX_WATCHED);
	__type(key, __u32);
	__type(value, __u8);
} watched_ports SEC(".maps");

static __always_inline bool is_watched_port(__u32 port)
{
	return bpf_map_lookup_elem(&watched_ports, &port);
}

#endif
