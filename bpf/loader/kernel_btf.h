/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The kernel's types. libbpf takes them from the kernel itself; where that does not tell them, from the file that
 * the user names. The link replaces libbpf's btf__load_vmlinux_btf() by ours, so that everything that asks for
 * them gets the same.
 */
#ifndef HTTP_TRACE_KERNEL_BTF_H
#define HTTP_TRACE_KERNEL_BTF_H

#include <stdbool.h>

/* Uses this file where the kernel tells no types. NULL: none. */
void kernel_btf_from(const char *file);

/*
 * For objects of which no program is loaded that needs types: libbpf asks for them where any program of the object
 * does, loaded or not, and gets none.
 */
void kernel_btf_do_without(bool without);

/* Returns 0, or a negative errno when neither the kernel nor the file tells its types. */
int kernel_btf_check(void);

#endif
