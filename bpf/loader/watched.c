// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "watched.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "capture.h"

static bool read_number(const char *text, __u64 most, __u64 *number)
{
	char *end;
	errno = 0;
	*number = strtoull(text, &end, 10);
	return end != text && !*end && !errno && *number > 0 && *number <= most;
}

bool watched_add(struct settings *settings, int kind, const char *text)
{
	struct watched *watched = &settings->watched;
	__u64 number = 0;
	switch (kind) {
	case 'P':
		if (watched->pid_count == MAX_WATCHED || !read_number(text, ~0u, &number))
			return false;
		watched->pids[watched->pid_count++] = (__u32)number;
		settings->trace.watched |= WATCHED_PIDS;
		return true;
	case 'N':
		if (watched->name_count == MAX_WATCHED || !*text)
			return false;
		/* The kernel cuts the names of its tasks, too. */
		strncpy(watched->names[watched->name_count++], text, COMM_LENGTH - 1);
		settings->trace.watched |= WATCHED_NAMES;
		return true;
	case 'O':
		if (watched->port_count == MAX_WATCHED || !read_number(text, 65535, &number))
			return false;
		watched->ports[watched->port_count++] = (__u32)number;
		settings->trace.watched |= WATCHED_PORTS;
		return true;
	case 'C':
		if (watched->cgroup_count == MAX_WATCHED || !read_number(text, ~0ull, &number))
			return false;
		watched->cgroups[watched->cgroup_count++] = number;
		settings->trace.watched |= WATCHED_CGROUPS;
		return true;
	}
	return false;
}

static int fill(const struct bpf_object *object, const char *name, const void *keys,
		size_t key_size, __u32 count)
{
	int map = bpf_object__find_map_fd_by_name(object, name);
	__u8 present = 1;
	for (__u32 i = 0; i < count; i++)
		if (bpf_map_update_elem(map, (const char *)keys + i * key_size, &present, BPF_ANY))
			return -errno;
	return 0;
}

int watched_fill(const struct bpf_object *object, const struct settings *settings)
{
	const struct watched *watched = &settings->watched;
	int error = fill(object, "watched_pids", watched->pids, sizeof(*watched->pids),
			 watched->pid_count);
	if (!error)
		error = fill(object, "watched_names", watched->names, sizeof(*watched->names),
			     watched->name_count);
	if (!error)
		error = fill(object, "watched_ports", watched->ports, sizeof(*watched->ports),
			     watched->port_count);
	if (!error)
		error = fill(object, "watched_cgroups", watched->cgroups, sizeof(*watched->cgroups),
			     watched->cgroup_count);
	return error;
}
