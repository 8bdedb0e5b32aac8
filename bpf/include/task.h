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

/* What the names of io_uring's own threads begin with, little-endian: "iou-" from 5.12 on, before it "io_w". */
#define WORKER_NAME 0x2d756f69
#define KERNEL_WORKER_NAME 0x775f6f69

static __always_inline struct task_struct *current_task(bool direct)
{
	return direct && has_typed_current_task() ? bpf_get_current_task_btf()
						  : (struct task_struct *)bpf_get_current_task();
}

/* What is told of a task, in three words. */
enum identity_word {
	IDENTITY_IDS = 0, /* process and thread, as bpf_get_current_pid_tgid() gives them */
	IDENTITY_NAME = 1,
	IDENTITY_REST_OF_NAME = 2,
};

/*
 * Whose work the current one of io_uring's own threads does, a word at a time; 0: nobody knows. The thread is one of
 * the process's, up to 5.11 one of the kernel's that has borrowed its memory. Verified by itself, like classify_words().
 */
__attribute__((noinline)) __u64 owner_of_worker(__u32 word)
{
	bool typed = has_typed_current_task();
	if (!typed && settings.refuses_kernel_reads)
		return 0;
	struct task_struct *task = current_task(typed);
	struct task_struct *owner = LOAD(typed, task, group_leader);
	if (!typed) {
		struct mm_struct *memory = LOAD(typed, task, mm);
		if (!memory || !bpf_core_field_exists(memory->owner))
			return 0;
		owner = LOAD(typed, memory, owner);
	}
	if (!owner)
		return 0;
	if (word == IDENTITY_IDS)
		return (__u64)LOAD(typed, owner, tgid) << 32 | (__u32)LOAD(typed, task, pid);
	__u64 name[2];
	if (typed) {
		name[0] = *(__u64 *)&owner->comm[0];
		name[1] = *(__u64 *)&owner->comm[8];
	} else {
		bpf_core_read(name, sizeof(name), &owner->comm);
	}
	return word == IDENTITY_NAME ? name[0] : name[1];
}

static __always_inline void fill_ids(struct task_identity *identity, __u64 pid_tgid)
{
	identity->pid = pid_tgid >> 32;
	identity->tid = (__u32)pid_tgid;
}

/* What io_uring does in a thread of its own is done for the process that asked. */
static __always_inline void name_after_owner(struct task_identity *identity)
{
	__u64 *name = (__u64 *)identity->comm;
	if ((__u32)name[0] != WORKER_NAME && (__u32)name[0] != KERNEL_WORKER_NAME)
		return;
	__u64 ids = owner_of_worker(IDENTITY_IDS);
	if (!ids)
		return;
	fill_ids(identity, ids);
	name[0] = owner_of_worker(IDENTITY_NAME);
	name[1] = owner_of_worker(IDENTITY_REST_OF_NAME);
}

/* By helpers, which fill up the name with zeros: it may be looked up. */
static __always_inline void fill_current(struct task_identity *identity)
{
	fill_ids(identity, bpf_get_current_pid_tgid());
	bpf_get_current_comm(identity->comm, sizeof(identity->comm));
}

static __always_inline void fill_task(struct task_identity *identity, bool direct)
{
	if (direct && has_typed_current_task()) {
		/* Three loads in place of two calls of helpers. */
		struct task_struct *current = bpf_get_current_task_btf();
		identity->pid = current->tgid;
		identity->tid = current->pid;
		((__u64 *)identity->comm)[0] = *(__u64 *)&current->comm[0];
		((__u64 *)identity->comm)[1] = *(__u64 *)&current->comm[8];
	} else {
		fill_current(identity);
	}
	name_after_owner(identity);
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
