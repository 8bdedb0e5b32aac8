// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "kernel_btf.h"

#include <bpf/btf.h>
#include <errno.h>
#include <unistd.h>

#define OWN "/sys/kernel/btf/vmlinux"

static const char *file;
static bool is_needless;

struct btf *__real_btf__load_vmlinux_btf(void);
struct btf *__wrap_btf__load_vmlinux_btf(void);

struct btf *__wrap_btf__load_vmlinux_btf(void)
{
	if (is_needless)
		return btf__new_empty();
	return file && access(OWN, R_OK) ? btf__parse(file, NULL) : __real_btf__load_vmlinux_btf();
}

void kernel_btf_from(const char *path)
{
	file = path;
}

void kernel_btf_do_without(bool without)
{
	is_needless = without;
}

int kernel_btf_check(void)
{
	if (!access(OWN, R_OK))
		return 0;
	if (!file)
		return -errno;
	struct btf *btf = btf__parse(file, NULL);
	if (!btf)
		return -errno;
	int known = btf__find_by_name_kind(btf, "tcp_sock", BTF_KIND_STRUCT);
	btf__free(btf);
	return known > 0 ? 0 : -EINVAL;
}
