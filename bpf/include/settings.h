/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What the loader tells the kernel programs before it loads them. To the verifier these are constants. */
#ifndef HTTP_TRACE_SETTINGS_H
#define HTTP_TRACE_SETTINGS_H

#include <linux/types.h>

/* A section of its own, so that the loader finds it in every object at the same place. */
#define SETTINGS_SECTION ".rodata.settings"

/* One `bool`: the programs that see connect() return are attached. */
#define CONNECT_SECTION ".rodata.connect"

/* One `__u8`, see spare.h. */
#define SPARE_SECTION ".rodata.spare"
#define SPARES 4

/* What a trace may be limited to; the loader fills a map for each. */
enum watched_by {
	WATCHED_PIDS = 1 << 0,
	WATCHED_NAMES = 1 << 1,
	WATCHED_PORTS = 1 << 2,
	WATCHED_CGROUPS = 1 << 3,
};

/* Of each kind. */
#define MAX_WATCHED 256

struct trace_settings {
	__u32 capture_limit; /* payload bytes copied per direction until the other one moves */
	__u32 watched;	     /* enum watched_by; 0: everything */
	__u32
	    refuses_kernel_reads; /* bpf_probe_read_kernel is not admitted: confidential lockdown */
	__u32 has_read_only_cast; /* bpf_rdonly_cast is there, from 6.2 on */
	__u32 has_iterators;	  /* of numbers, for loops: from 6.4 on */
	__u32 has_spares;	  /* see spare.h */
};

#endif
