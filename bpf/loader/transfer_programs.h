/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The programs where bytes are sent and received, by their names in the objects that have them. */
#ifndef HTTP_TRACE_TRANSFER_PROGRAMS_H
#define HTTP_TRACE_TRANSFER_PROGRAMS_H

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <stdbool.h>

/*
 * Before loading: keeps those that fit this kernel's functions, by fentry or by kprobes. Returns 0, or a negative
 * errno where the kernel's functions are not known here.
 */
int choose_transfer_programs(struct bpf_object *object, const struct btf *btf, bool fentry);

#endif
