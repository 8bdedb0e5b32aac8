// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "missed.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_PROGRAMS 64

/* A program and its spares: what any of them told was not missed. */
static struct program {
	int files[1 + SPARES]; /* -1: there is none */
	const char *name;
	__u64 missed;
} programs[MAX_PROGRAMS];
static int count;

static int open_counters(const struct bpf_program *program)
{
	char path[48];
	int fd = program ? bpf_program__fd(program) : -1;
	if (fd < 0)
		return -1;
	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	return open(path, O_RDONLY | O_CLOEXEC);
}

/* What all spares have missed of these is a hole in the sequence numbers of a connection, and is told with its place. */
static bool leaves_a_hole(const char *name)
{
	return strncmp(name, "unix", strlen("unix")) && strncmp(name, "state", strlen("state"));
}

void missed_open(struct bpf_object *object, const struct spares *spares)
{
	struct bpf_program *program;
	bpf_object__for_each_program(program, object)
	{
		const char *name = bpf_program__name(program);
		struct program added = { .name = name, .files = { open_counters(program) } };
		if (added.files[0] < 0 || count == MAX_PROGRAMS ||
		    (spare_of(spares, 1, name) && leaves_a_hole(name))) {
			close(added.files[0]);
			continue;
		}
		for (int i = 1; i <= SPARES; i++)
			added.files[i] = open_counters(spare_of(spares, i, name));
		programs[count++] = added;
	}
}

static __u64 missed_by(int program)
{
	static const char name[] = "recursion_misses:";
	char text[1024];
	ssize_t size = pread(program, text, sizeof(text) - 1, 0);
	text[size > 0 ? size : 0] = 0;
	const char *found = strstr(text, name);
	return found ? strtoull(found + strlen(name), NULL, 10) : 0;
}

static __u64 missed_by_all(const struct program *program)
{
	__u64 fewest = missed_by(program->files[0]);
	for (int i = 1; i <= SPARES; i++) {
		__u64 missed = program->files[i] < 0 ? fewest : missed_by(program->files[i]);
		if (missed < fewest)
			fewest = missed;
	}
	return fewest;
}

__u64 missed_runs(void)
{
	__u64 sum = 0;
	for (struct program *program = programs; program < programs + count; program++) {
		__u64 missed = missed_by_all(program);
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
	while (count-- > 0)
		for (int i = 0; i <= SPARES; i++)
			if (programs[count].files[i] >= 0)
				close(programs[count].files[i]);
	count = 0;
}
