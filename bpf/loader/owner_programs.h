/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The programs of the packets design that tell processes (../include/owner.h), in the root control group. */
#ifndef HTTP_TRACE_OWNER_PROGRAMS_H
#define HTTP_TRACE_OWNER_PROGRAMS_H

#include <bpf/libbpf.h>

/* Which of them the kernel is asked for. */
enum owner_programs {
	OWNER_PROGRAMS_NONE,
	OWNER_PROGRAMS_UNTYPED, /* all but those that tell command lines, which need the kernel's types */
	OWNER_PROGRAMS_ALL,
};

/* To be called before loading. */
void owner_programs_choose(struct bpf_object *object, enum owner_programs chosen);

/* Opens the root of the control groups (version 2). Returns a descriptor, or a negative errno. */
int owner_programs_group(void);

/* Returns 0, or a negative errno: then none of them is attached. */
int owner_programs_attach(struct bpf_object *object, int group);

#endif
