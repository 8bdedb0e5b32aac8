/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What a trace is limited to, from the command line into the maps of ../include/watched.h. */
#ifndef HTTP_TRACE_LOADER_WATCHED_H
#define HTTP_TRACE_LOADER_WATCHED_H

#include <bpf/libbpf.h>
#include <stdbool.h>

#include "../include/event.h"
#include "../include/settings.h"

struct settings;

struct watched {
	__u32 pid_count, name_count, port_count, cgroup_count;
	__u32 pids[MAX_WATCHED];
	__u32 ports[MAX_WATCHED];
	__u64 cgroups[MAX_WATCHED];
	char names[MAX_WATCHED][COMM_LENGTH];
};

/* `kind`: P(id), N(ame), O (port) or C(group). False: not of that kind, or one too many. */
bool watched_add(struct settings *settings, int kind, const char *text);

/* Fills the maps of an object that is loaded. Returns 0, or a negative errno. */
int watched_fill(const struct bpf_object *object, const struct settings *settings);

#endif
