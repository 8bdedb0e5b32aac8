/* SPDX-License-Identifier: GPL-2.0 OR MIT */
#ifndef HTTP_TRACE_PRIVILEGES_H
#define HTTP_TRACE_PRIVILEGES_H

#include <stdbool.h>

/* CAP_SYS_ADMIN, or CAP_BPF (5.8) and CAP_PERFMON, or for packets CAP_NET_RAW, is in effect. */
bool can_trace(void);

/*
 * For good: becomes the user who called sudo (`nobody` where root started it directly) and gives up every
 * capability. What is attached stays attached, what is mapped stays readable.
 * With `sees_processes` it keeps the rights to see which sockets other users' processes have (CAP_SYS_PTRACE for
 * /proc/PID/fd, CAP_DAC_READ_SEARCH to list it): where no kernel program tells the process, nothing else does. It reads
 * nothing that others wrote, so what it may do is out of their reach; the agent, which does, has no rights.
 * With `sees_interfaces` it keeps CAP_NET_RAW, for a packet socket on each network interface that comes.
 * Returns 0, or a negative errno.
 */
int drop_privileges(bool sees_processes, bool sees_interfaces);

#endif
