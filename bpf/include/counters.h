/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Counters that kernel programs and loader share through global data, one set a processor. */
#ifndef HTTP_TRACE_COUNTERS_H
#define HTTP_TRACE_COUNTERS_H

#include "event.h"

#define MAX_CPUS 512

/* Far more than programs can be between taking an id and putting one back. */
#define CONNECTION_IDS 4096

struct loss_counter {
	__u64 events;
	__u64 bytes;
};

/* A cache line pair of its own, so that processors do not slow one another. */
struct cpu_counters {
	struct loss_counter losses[LOSS_REASONS];
} __attribute__((aligned(128)));

/* All that stands in the section of zeros: the loader finds it in every object at the same place. */
#define COUNTERS_SECTION ".bss"
struct trace_counters {
	struct cpu_counters by_cpu[MAX_CPUS];
	/* Connections that are older than the trace, and of which no receive was seen yet. */
	__u64 unread_connections;
};

#endif
