/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The capture designs, tried in order. */
#ifndef HTTP_TRACE_DESIGN_H
#define HTTP_TRACE_DESIGN_H

#include <linux/types.h>

#include "records.h"

struct settings {
	const char *design;	/* "auto", or the only one to try */
	const char *attachment; /* the only way of attaching to try; NULL: any */
	__u32 capture_limit;
};

/* A design that is attached. */
struct capture {
	const char *design;
	const char *attachment;
	int ring_fd;
	void (*read_losses)(const struct capture *capture, struct loss_totals *totals);
	void (*detach)(struct capture *capture);
	void *object;
};

/* Returns 0, or a negative errno when every design was refused; each refusal has then been reported. */
int attach_design(const struct settings *settings, struct capture *capture);

/* One entry of the table in design.c. */
typedef int attach_function(const struct settings *settings, struct capture *capture);
attach_function attach_tracepoint_fentry;
attach_function attach_tracepoint_kprobe;

#endif
