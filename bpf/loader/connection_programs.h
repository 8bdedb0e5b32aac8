/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The programs that tell of connections rather than of bytes, by their names in any design's object. */
#ifndef HTTP_TRACE_CONNECTION_PROGRAMS_H
#define HTTP_TRACE_CONNECTION_PROGRAMS_H

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <stdbool.h>

/* How many parameters a function of the kernel has; 0: there is no such function. */
__u32 arguments_of(const struct btf *btf, const char *function);

/* Before loading: leaves those out that this kernel has nothing for. Names that the object lacks are skipped. */
void choose_connection_programs(struct bpf_object *object, const struct btf *btf, bool fentry);

/*
 * After everything is attached: has the connections and listening sockets told that are there already. Returns 0,
 * or a negative errno where the kernel refuses; such a connection is then joined when it is first used.
 */
int tell_existing(struct bpf_object *object);

/* Nothing waits any more for what late_read.h is there for: its programs cost every receive a little. */
void detach_late_reads(const struct bpf_object_skeleton *skeleton);

#endif
