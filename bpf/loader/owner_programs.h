/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The programs of the packets design that tell processes (../include/owner.h), in the root control group. */
#ifndef HTTP_TRACE_OWNER_PROGRAMS_H
#define HTTP_TRACE_OWNER_PROGRAMS_H

#include <bpf/libbpf.h>

/* Before loading: the kernel is not asked for them. */
void owner_programs_leave_out(struct bpf_object *object);

/* Opens the root of the control groups (version 2). Returns a descriptor, or a negative errno. */
int owner_programs_group(void);

/* Returns 0, or a negative errno: then none of them is attached. */
int owner_programs_attach(struct bpf_object *object, int group);

#endif
