/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Runs that the kernel left out, because the same program was at work on the same processor: it had been preempted
 * there. The kernel counts them by program, from 5.12 on.
 */
#ifndef HTTP_TRACE_MISSED_H
#define HTTP_TRACE_MISSED_H

#include "spares.h"

/* To be called with the privileges that the counters can be opened with; later they are read without. */
void missed_open(struct bpf_object *object, const struct spares *spares);

/*
 * Of all programs, since they were loaded; the log says of which. Of a program that has spares: the fewest of them,
 * which is at least what none of them told, and nothing where that shows in another way. What was missed may have had nothing to do with a traced connection.
 */
__u64 missed_runs(void);

void missed_close(void);

#endif
