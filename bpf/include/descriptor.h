/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* From a file descriptor of the current task to the socket behind it. */
#ifndef HTTP_TRACE_DESCRIPTOR_H
#define HTTP_TRACE_DESCRIPTOR_H

#include "kernel_drift.h"

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct fdtable {
	struct file **fd;
};

struct files_struct {
	struct fdtable *fdt;
};

struct task_struct___files {
	struct files_struct *files;
};

#pragma clang attribute pop

/* The file is the current task's, and open: a call on it has just succeeded. 0 where it was closed meanwhile. */
static __always_inline struct file *file_of(struct task_struct *task, __u32 descriptor, bool direct)
{
	struct task_struct___files *current = (void *)task;
	struct file *file = 0;
	struct file **files;
	struct fdtable *table;
	struct files_struct *all = LOAD(direct, current, files);
	if (!all)
		return 0;
	table = LOAD(direct, all, fdt);
	files = LOAD(direct, table, fd);
	bpf_probe_read_kernel(&file, sizeof(file), files + descriptor);
	return file;
}

/*
 * What would be the socket's sock if the file were a socket. Only what is in the table of connections, or a file
 * that is_socket(), makes it one.
 */
static __always_inline struct sock *possible_sock(struct file *file)
{
	struct socket *socket = LOAD(false, file, private_data);
	return socket ? LOAD(false, socket, sk) : 0;
}

static __always_inline bool is_socket(struct file *file)
{
	return BPF_CORE_READ(file, f_inode, i_sb, s_magic) == SOCKFS_MAGIC;
}

static __always_inline bool is_tcp(struct sock *sk)
{
	unsigned short family = LOAD(false, sk, __sk_common.skc_family);
	return (family == AF_INET || family == AF_INET6) &&
	       LOAD(false, sk, sk_protocol) == IPPROTO_TCP;
}

#endif
