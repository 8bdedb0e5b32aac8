/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The records that the loader itself adds to those of the kernel programs. */
#ifndef HTTP_TRACE_RECORDS_H
#define HTTP_TRACE_RECORDS_H

#include <linux/types.h>
#include <stdbool.h>

#include "../include/event.h"

/* Counters as the kernel programs keep them, one set a processor. */
struct loss_totals {
	__u64 events[LOSS_REASONS];
	__u64 bytes[LOSS_REASONS];
};

/* False, from all of these: no room in the output; try again later. */
bool add_clock(void);
bool add_report(const char *json);

bool add_owner(const struct task_identity *task, const struct four_tuple *tuple);

/* Tells what has grown since `told`, and moves `told` on. */
bool add_losses(const struct loss_totals *now, struct loss_totals *told);

#endif
