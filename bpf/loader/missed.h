/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Runs that the kernel left out, because the same program was at work on the same processor: it had been preempted
 * there. The kernel counts them by program, from 5.12 on.
 */
#ifndef HTTP_TRACE_MISSED_H
#define HTTP_TRACE_MISSED_H

#include <bpf/libbpf.h>

/* To be called with the privileges that the counters can be opened with; later they are read without. */
void missed_open(const struct bpf_object_skeleton *skeleton);

/* Of all programs, since they were loaded; the log says of which. What was missed may have had nothing to do with a traced connection. */
__u64 missed_runs(void);

void missed_close(void);

#endif
