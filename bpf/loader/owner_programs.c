// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "owner_programs.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <mntent.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static bool tells_owners(const struct bpf_program *program)
{
	return bpf_program__type(program) != BPF_PROG_TYPE_SOCKET_FILTER;
}

static bool tells_commands(const struct bpf_program *program)
{
	static const char prefix[] = "command_";
	return !strncmp(bpf_program__name(program), prefix, strlen(prefix));
}

void owner_programs_choose(struct bpf_object *object, enum owner_programs chosen)
{
	struct bpf_program *program;
	bpf_object__for_each_program(program, object)
	{
		enum owner_programs needed = !tells_owners(program)    ? OWNER_PROGRAMS_NONE
					     : tells_commands(program) ? OWNER_PROGRAMS_ALL
								       : OWNER_PROGRAMS_UNTYPED;
		bpf_program__set_autoload(program, chosen >= needed);
	}
}

int owner_programs_group(void)
{
	FILE *mounts = setmntent("/proc/self/mounts", "r");
	struct mntent *mount;
	int group = -ENOENT;
	while (mounts && group < 0 && (mount = getmntent(mounts)))
		if (!strcmp(mount->mnt_type, "cgroup2")) {
			group = open(mount->mnt_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
			if (group < 0)
				group = -errno;
		}
	if (mounts)
		endmntent(mounts);
	return group;
}

/* The programs find out what the network namespace is called by a call from this very process. */
static void show_own_namespace(void)
{
	struct sockaddr_in any = { .sin_family = AF_INET,
				   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	bind(fd, (struct sockaddr *)&any, sizeof(any));
	close(fd);
}

int owner_programs_attach(struct bpf_object *object, int group)
{
	struct bpf_link *links[16];
	size_t count = 0;
	struct bpf_program *program;
	bpf_object__for_each_program(program, object)
	{
		if (!tells_owners(program) || !bpf_program__autoload(program) ||
		    count == sizeof(links) / sizeof(*links))
			continue;
		struct bpf_link *link = bpf_program__attach_cgroup(program, group);
		if (!link) {
			int error = -errno;
			while (count > 0)
				bpf_link__destroy(links[--count]);
			return error;
		}
		links[count++] = link;
	}
	show_own_namespace();
	return 0;
}
