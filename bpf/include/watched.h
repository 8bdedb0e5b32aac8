/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What a trace is limited to. Of several of one kind any may hold, of several kinds each must. */
#ifndef HTTP_TRACE_WATCHED_H
#define HTTP_TRACE_WATCHED_H

#include "task.h"
#include "watched_ports.h"

#include <bpf/bpf_endian.h>

struct watched_name {
	char comm[COMM_LENGTH];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, MAX_WATCHED);
	__type(key, __u32);
	__type(value, __u8);
} watched_pids SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, MAX_WATCHED);
	__type(key, struct watched_name);
	__type(value, __u8);
} watched_names SEC(".maps");

/* By the inode of the group's folder (cgroup v2). */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, MAX_WATCHED);
	__type(key, __u64);
	__type(value, __u8);
} watched_cgroups SEC(".maps");

/* What only the task that uses a socket can tell. */
static __always_inline bool is_limited_by_task(void)
{
	return settings.watched & (WATCHED_PIDS | WATCHED_NAMES | WATCHED_CGROUPS);
}

static __always_inline bool has_watched_port(struct sock *sk, bool direct)
{
	if (!sk)
		return false;
	__u32 local = LOAD(direct, sk, __sk_common.skc_num);
	__u32 remote = bpf_ntohs(LOAD(direct, sk, __sk_common.skc_dport));
	return is_watched_port(local) || is_watched_port(remote);
}

static __always_inline bool is_watched_task(void)
{
	struct task_identity task;
	fill_current(&task);
	name_after_owner(&task);
	if (settings.watched & WATCHED_PIDS && !bpf_map_lookup_elem(&watched_pids, &task.pid))
		return false;
	if (settings.watched & WATCHED_NAMES && !bpf_map_lookup_elem(&watched_names, task.comm))
		return false;
	if (settings.watched & WATCHED_CGROUPS) {
		__u64 cgroup = bpf_get_current_cgroup_id();
		if (!bpf_map_lookup_elem(&watched_cgroups, &cgroup))
			return false;
	}
	return true;
}

/*
 * Finds out whether a connection is to be watched, by its ports and, `in_task`, by the task that uses it; one that is
 * not is never told. `sk` is 0 for a socket without ports.
 */
static __always_inline bool watch(struct connection *connection, struct sock *sk, bool in_task,
				  bool direct)
{
	if (!settings.watched)
		return true;
	if ((settings.watched & WATCHED_PORTS && !has_watched_port(sk, direct)) ||
	    (in_task && !is_watched_task())) {
		connection->unwatched = true;
		connection->protocol = PROTOCOL_OTHER;
	}
	return !connection->unwatched;
}

#endif
