/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Whose system call this is. */
#ifndef HTTP_TRACE_TASK_H
#define HTTP_TRACE_TASK_H

#include "event.h"
#include "kernel_drift.h"

static __always_inline void fill_task(struct task_identity *task, bool direct)
{
	if (direct && has_typed_current_task()) {
		/* Three loads in place of two calls of helpers. */
		struct task_struct *current = bpf_get_current_task_btf();
		task->pid = current->tgid;
		task->tid = current->pid;
		((__u64 *)task->comm)[0] = *(__u64 *)&current->comm[0];
		((__u64 *)task->comm)[1] = *(__u64 *)&current->comm[8];
		return;
	}
	__u64 pid_tgid = bpf_get_current_pid_tgid();
	task->pid = pid_tgid >> 32;
	task->tid = (__u32)pid_tgid;
	bpf_get_current_comm(task->comm, sizeof(task->comm));
}

#endif
