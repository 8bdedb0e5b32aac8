/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Rounds of a loop that the kernel counts, from 6.4 on. The verifier looks at the body until nothing new comes of it;
 * one that counts for itself it looks at once for each round.
 */
#ifndef HTTP_TRACE_ROUNDS_H
#define HTTP_TRACE_ROUNDS_H

#include "kernel_types.h"

#include <bpf/bpf_helpers.h>

struct bpf_iter_num {
	__u64 opaque[1];
} __attribute__((aligned(8)));

extern int bpf_iter_num_new(struct bpf_iter_num *rounds, int start, int end) __ksym __weak;
extern int *bpf_iter_num_next(struct bpf_iter_num *rounds) __ksym __weak;
extern void bpf_iter_num_destroy(struct bpf_iter_num *rounds) __ksym __weak;

#endif
