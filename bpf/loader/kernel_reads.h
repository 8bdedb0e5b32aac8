/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Whether programs may copy kernel memory, and what libbpf makes of it where they may not. */
#ifndef HTTP_TRACE_KERNEL_READS_H
#define HTTP_TRACE_KERNEL_READS_H

#include <bpf/btf.h>
#include <stdbool.h>

/* Confidential lockdown: tracing programs that call bpf_probe_read_kernel are not admitted. */
bool kernel_reads_refused(void);

/* Typed programs may look at what no type leads to, by bpf_rdonly_cast: from 6.2 on. */
bool has_read_only_cast(const struct btf *btf);

/* Neither is there: programs at the beginning of calls note where their bytes lie (include/noted_call.h). */
bool notes_calls(const struct btf *btf);

#endif
