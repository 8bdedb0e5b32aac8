/* SPDX-License-Identifier: GPL-2.0 OR MIT */
#ifndef HTTP_TRACE_PARTS_H
#define HTTP_TRACE_PARTS_H

/* Reports which parts of the kernel that designs build upon can be used, by using them. */
void check_parts(void);

#endif
