/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Whose system call this is. */
#ifndef HTTP_TRACE_TASK_H
#define HTTP_TRACE_TASK_H

#include "event.h"
#include "kernel_drift.h"
#include "maps.h"

#define MAX_COMMAND 512

struct process_record {
	struct process_event event;
	char arguments[MAX_COMMAND];
};

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

static __always_inline struct task_struct *current_task(bool direct)
{
	return direct && has_typed_current_task() ? bpf_get_current_task_btf()
						  : (struct task_struct *)bpf_get_current_task();
}

/* Tells the current process's arguments; a kernel thread has none. */
static __always_inline void emit_process(bool direct)
{
	if (direct && !has_typed_current_task() && settings.refuses_kernel_reads)
		return;
	direct = direct && has_typed_current_task();
	struct task_struct *task = current_task(direct);
	struct mm_struct *memory = LOAD(direct, task, mm);
	if (!memory)
		return;
	struct process_record *record = bpf_ringbuf_reserve(&events, sizeof(*record), 0);
	if (!record) {
		count_loss(LOSS_RING_BUFFER_FULL, 0);
		return;
	}
	__u64 start = LOAD(direct, memory, arg_start);
	__u64 length = LOAD(direct, memory, arg_end) - start;
	if (length > MAX_COMMAND)
		length = MAX_COMMAND;
	/* A page that is not in memory cannot be waited for here. */
	if (bpf_probe_read_user(record->arguments, length, (const void *)start))
		length = 0;
	record->event.header.size = (sizeof(record->event) + length + 7) & ~7u;
	record->event.header.type = EVENT_PROCESS;
	record->event.header.flags = 0;
	record->event.header.time_ns = bpf_ktime_get_ns();
	record->event.length = length;
	record->event.reserved = 0;
	fill_task(&record->event.task, direct);
	submit(record);
}

#endif
