// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "missed.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_PROGRAMS 64

static struct program {
	int file;
	char name[64];
	__u64 missed;
} programs[MAX_PROGRAMS];
static int count;

void missed_open(const struct bpf_object_skeleton *skeleton)
{
	for (int i = 0; i < skeleton->prog_cnt && count < MAX_PROGRAMS; i++) {
		char path[48];
		int program = bpf_program__fd(*skeleton->progs[i].prog);
		if (program < 0)
			continue;
		snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", program);
		int file = open(path, O_RDONLY | O_CLOEXEC);
		if (file < 0)
			continue;
		struct program *added = &programs[count++];
		*added = (struct program){ .file = file };
		snprintf(added->name, sizeof(added->name), "%s", skeleton->progs[i].name);
	}
}

static __u64 missed_by(const struct program *program)
{
	static const char name[] = "recursion_misses:";
	char text[1024];
	ssize_t size = pread(program->file, text, sizeof(text) - 1, 0);
	text[size > 0 ? size : 0] = 0;
	const char *found = strstr(text, name);
	return found ? strtoull(found + strlen(name), NULL, 10) : 0;
}

__u64 missed_runs(void)
{
	__u64 sum = 0;
	for (struct program *program = programs; program < programs + count; program++) {
		__u64 missed = missed_by(program);
		if (missed > program->missed)
			fprintf(stderr, "the kernel left out %llu runs of %s\n",
				(unsigned long long)(missed - program->missed), program->name);
		program->missed = missed;
		sum += missed;
	}
	return sum;
}

void missed_close(void)
{
	while (count > 0)
		close(programs[--count].file);
}
