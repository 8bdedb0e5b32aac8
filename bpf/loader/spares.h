/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Further programs beside those that tell of bytes and states, for kernels that preempt programs: see
 * include/spare.h. They are the same programs, loaded again, and share all maps with the first ones.
 */
#ifndef HTTP_TRACE_SPARES_H
#define HTTP_TRACE_SPARES_H

#include <bpf/libbpf.h>

#include "../include/settings.h"

#define MAX_SPARE_LINKS (SPARES * 8)

struct spares {
	struct bpf_object *objects[SPARES]; /* NULL: there are none */
	struct bpf_link *links[MAX_SPARE_LINKS];
	int count; /* of links */
};

/*
 * Once the first programs are loaded, so that they run in the order of their numbers: before those are attached where
 * the kernel runs the latest first, as of several at one function; after them if `earliest_first`, as at a tracepoint.
 * Without spares what is missed is counted; so a refusal is only logged.
 */
void spares_attach(struct spares *spares, const struct bpf_object_skeleton *first,
		   bool earliest_first);

/* A spare of the program of this name; NULL: there is none. */
struct bpf_program *spare_of(const struct spares *spares, int number, const char *name);

void spares_detach(struct spares *spares);

#endif
