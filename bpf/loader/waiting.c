// SPDX-License-Identifier: GPL-2.0 OR MIT
#define _GNU_SOURCE
#include "waiting.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* More than these are not followed one by one. */
#define MAX_WAITING 256

struct waiting_thread {
	int status;	    /* /proc/PID/task/TID/status, -1 once it has gone on */
	unsigned long woke; /* how often it had given the processor up of its own will */
};

static struct waiting_thread threads[MAX_WAITING];
static size_t count;
static bool unknown; /* somebody may wait whom nobody sees */

/* The length of what was read, which ends with a NUL; -1 where it could not be. */
static ssize_t read_at(int folder, const char *name, char *text, size_t size)
{
	int file = openat(folder, name, O_RDONLY | O_CLOEXEC);
	ssize_t length = file < 0 ? -1 : read(file, text, size - 1);
	if (file >= 0)
		close(file);
	if (length >= 0)
		text[length] = 0;
	return length;
}

/* A thread that sleeps again after it woke has done so once more. 0: it is gone, or the kernel does not tell. */
static unsigned long sleeps(int status)
{
	static const char name[] = "\nvoluntary_ctxt_switches:";
	char text[4096];
	ssize_t length = pread(status, text, sizeof(text) - 1, 0);
	text[length > 0 ? length : 0] = 0;
	const char *found = strstr(text, name);
	return found ? strtoul(found + strlen(name), NULL, 10) : 0;
}

static bool receives(long number)
{
	switch (number) {
	case SYS_read:
	case SYS_readv:
	case SYS_preadv2:
	case SYS_recvfrom:
	case SYS_recvmsg:
	case SYS_recvmmsg:
	case SYS_splice:
		return true;
	}
	return false;
}

static bool is_socket(int thread, unsigned long descriptor)
{
	char name[32];
	char target[16];
	snprintf(name, sizeof(name), "fd/%lu", descriptor);
	return readlinkat(thread, name, target, sizeof(target)) > 7 &&
	       !strncmp(target, "socket:", 7);
}

static void scan_thread(int thread)
{
	char text[256];
	long number;
	unsigned long descriptor;
	ssize_t length = read_at(thread, "syscall", text, sizeof(text));
	/* A thread that ends meanwhile waits for nothing; one that runs, or is the kernel's own, has no numbers. */
	if (length < 0 && faccessat(thread, "status", R_OK, 0) == 0)
		unknown = true;
	if (length <= 0 || sscanf(text, "%ld %lx", &number, &descriptor) != 2 ||
	    !receives(number) || !is_socket(thread, descriptor))
		return;
	int status = openat(thread, "status", O_RDONLY | O_CLOEXEC);
	if (status < 0 || count == MAX_WAITING) {
		if (status >= 0)
			close(status);
		unknown = true;
		return;
	}
	threads[count++] = (struct waiting_thread){ .status = status, .woke = sleeps(status) };
}

/* Calls for each numbered folder in one. */
static void for_each(int folder, const char *name, void (*call)(int folder))
{
	int listed = openat(folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *entries = listed < 0 ? NULL : fdopendir(listed);
	for (struct dirent *entry; entries && (entry = readdir(entries));) {
		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		int found = openat(listed, entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (found < 0)
			continue;
		call(found);
		close(found);
	}
	if (entries)
		closedir(entries);
	else if (listed >= 0)
		close(listed);
}

static void scan_process(int process)
{
	for_each(process, "task", scan_thread);
}

void waiting_scan(void)
{
	for_each(AT_FDCWD, "/proc", scan_process);
}

bool waiting_any(void)
{
	bool any = unknown;
	for (size_t i = 0; i < count; i++) {
		struct waiting_thread *thread = &threads[i];
		if (thread->status < 0)
			continue;
		if (sleeps(thread->status) == thread->woke) {
			any = true;
			continue;
		}
		close(thread->status);
		thread->status = -1;
	}
	return any;
}

void waiting_close(void)
{
	while (count > 0)
		if (threads[--count].status >= 0)
			close(threads[count].status);
	unknown = false;
}
