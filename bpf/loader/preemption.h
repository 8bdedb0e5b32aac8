/* SPDX-License-Identifier: GPL-2.0 OR MIT */
#ifndef HTTP_TRACE_PREEMPTION_H
#define HTTP_TRACE_PREEMPTION_H

#include <stdbool.h>

/* Whether this kernel preempts its own code, and with it the programs that run there. True where it does not say. */
bool kernel_is_preempted(void);

#endif
