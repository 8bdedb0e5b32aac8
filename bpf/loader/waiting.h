/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Threads that were waiting inside a receive when the trace began. Only for these late_read.h is attached, and what
 * it costs is paid for every packet that anybody receives.
 */
#ifndef HTTP_TRACE_WAITING_H
#define HTTP_TRACE_WAITING_H

#include <stdbool.h>

/*
 * Finds them in /proc. To be called once everything is attached, with the privileges to look at other users'
 * threads: what cannot be seen counts as one that waits.
 */
void waiting_scan(void);

/* Some of them have not gone on since. Needs no privileges. */
bool waiting_any(void);

void waiting_close(void);

#endif
