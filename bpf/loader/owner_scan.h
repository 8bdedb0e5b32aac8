/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Whose sockets there are, from /proc, as EVENT_OWNER records. */
#ifndef HTTP_TRACE_OWNER_SCAN_H
#define HTTP_TRACE_OWNER_SCAN_H

/*
 * Tells the owners of the listening and connected TCP sockets of this network namespace that it has not told yet.
 * Other users' processes are seen with CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH, or as root. What the output has no
 * room for is told next time.
 */
void owner_scan(void);

#endif
