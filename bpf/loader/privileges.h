/* SPDX-License-Identifier: GPL-2.0 OR MIT */
#ifndef HTTP_TRACE_PRIVILEGES_H
#define HTTP_TRACE_PRIVILEGES_H

#include <stdbool.h>

/* CAP_SYS_ADMIN, or CAP_BPF and CAP_PERFMON (5.8), is in effect. */
bool can_trace(void);

/*
 * For good: becomes the user who called sudo (`nobody` where root started it directly) and gives up every
 * capability. What is attached stays attached, what is mapped stays readable. Returns 0, or a negative errno.
 */
int drop_privileges(void);

#endif
