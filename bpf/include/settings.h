/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What the loader tells the kernel programs before it loads them. To the verifier these are constants. */
#ifndef HTTP_TRACE_SETTINGS_H
#define HTTP_TRACE_SETTINGS_H

#include <linux/types.h>

/* A section of its own, so that the loader finds it in every object at the same place. */
#define SETTINGS_SECTION ".rodata.settings"

/* One `bool`: the programs that see connect() return are attached. */
#define CONNECT_SECTION ".rodata.connect"

struct trace_settings {
	__u32 capture_limit; /* payload bytes copied per direction until the other one moves */
};

#endif
