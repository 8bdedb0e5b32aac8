// SPDX-License-Identifier: GPL-2.0 OR MIT
#define _GNU_SOURCE
#include "owner_scan.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output.h"
#include "records.h"

#define MOST_SOCKETS 16384
#define ESTABLISHED 1
#define LISTEN 10

/* Told or not, by inode; what is gone goes at the next scan. */
struct seen_socket {
	unsigned long inode;
	struct four_tuple tuple;
	bool told;
};

static struct seen_socket sockets[MOST_SOCKETS];
static size_t count;

static int by_inode(const void *one, const void *other)
{
	unsigned long a = ((const struct seen_socket *)one)->inode;
	unsigned long b = ((const struct seen_socket *)other)->inode;
	return a < b ? -1 : a > b;
}

static struct seen_socket *find(struct seen_socket *list, size_t length, unsigned long inode)
{
	struct seen_socket wanted = { .inode = inode };
	return bsearch(&wanted, list, length, sizeof(*list), by_inode);
}

/* Addresses are in words of the host's byte order, as the kernel holds them. */
static bool read_address(const char *text, __u8 *address, bool ipv6)
{
	for (int word = 0; word < (ipv6 ? 4 : 1); word++) {
		unsigned int value;
		if (sscanf(text + 8 * word, "%8x", &value) != 1)
			return false;
		memcpy(address + 4 * word, &value, 4);
	}
	return true;
}

static void unmap(struct four_tuple *tuple)
{
	static const __u8 prefix[12] = { [10] = 0xff, [11] = 0xff };
	if (memcmp(tuple->local_address, prefix, sizeof(prefix)))
		return;
	tuple->family = FAMILY_IPV4;
	for (int i = 0; i < 2; i++) {
		__u8 *address = i ? tuple->remote_address : tuple->local_address;
		memmove(address, address + 12, 4);
		memset(address + 4, 0, 12);
	}
}

static bool read_line(const char *line, struct seen_socket *socket, bool ipv6, __u32 netns)
{
	char local[33], remote[33];
	unsigned int local_port, remote_port, state;
	if (sscanf(line, " %*d: %32[0-9A-F]:%x %32[0-9A-F]:%x %x %*x:%*x %*x:%*x %*x %*d %*d %lu",
		   local, &local_port, remote, &remote_port, &state, &socket->inode) != 6)
		return false;
	if (!socket->inode || (state != ESTABLISHED && state != LISTEN))
		return false;
	socket->tuple = (struct four_tuple){ .local_port = (__u16)local_port,
					     .remote_port = (__u16)remote_port,
					     .family = ipv6 ? FAMILY_IPV6 : FAMILY_IPV4,
					     .netns = netns };
	if (!read_address(local, socket->tuple.local_address, ipv6) ||
	    !read_address(remote, socket->tuple.remote_address, ipv6))
		return false;
	if (ipv6)
		unmap(&socket->tuple);
	return true;
}

static size_t read_table(const char *path, bool ipv6, struct seen_socket *fresh, size_t length,
			 __u32 netns)
{
	FILE *table = fopen(path, "re");
	char line[512];
	while (table && length < MOST_SOCKETS && fgets(line, sizeof(line), table))
		if (read_line(line, &fresh[length], ipv6, netns))
			length++;
	if (table)
		fclose(table);
	return length;
}

/* Takes the present sockets over. Returns how many of them are not told. */
static size_t refresh(void)
{
	static struct seen_socket fresh[MOST_SOCKETS];
	struct stat facts;
	__u32 netns = stat("/proc/self/ns/net", &facts) ? 0 : (__u32)facts.st_ino;
	size_t length = read_table("/proc/self/net/tcp", false, fresh, 0, netns);
	length = read_table("/proc/self/net/tcp6", true, fresh, length, netns);
	size_t untold = 0;
	for (size_t i = 0; i < length; i++) {
		const struct seen_socket *before = find(sockets, count, fresh[i].inode);
		fresh[i].told = before && before->told;
		untold += !fresh[i].told;
	}
	qsort(fresh, length, sizeof(*fresh), by_inode);
	memcpy(sockets, fresh, length * sizeof(*fresh));
	count = length;
	return untold;
}

static void tell(struct seen_socket *socket, int process, unsigned int pid)
{
	struct task_identity task = { .pid = pid, .tid = pid };
	int file = openat(process, "comm", O_RDONLY | O_CLOEXEC);
	ssize_t length = file < 0 ? 0 : read(file, task.comm, sizeof(task.comm) - 1);
	if (file >= 0)
		close(file);
	if (length > 0 && task.comm[length - 1] == '\n')
		task.comm[length - 1] = 0;
	if (add_owner(&task, &socket->tuple))
		socket->told = true;
}

static void scan_process(int process, unsigned int pid)
{
	int folder = openat(process, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *files = folder < 0 ? NULL : fdopendir(folder);
	if (!files) {
		if (folder >= 0)
			close(folder);
		return;
	}
	for (struct dirent *entry; (entry = readdir(files));) {
		char target[64];
		unsigned long inode;
		ssize_t length = readlinkat(folder, entry->d_name, target, sizeof(target) - 1);
		if (length <= 0)
			continue;
		target[length] = 0;
		if (sscanf(target, "socket:[%lu]", &inode) != 1)
			continue;
		struct seen_socket *socket = find(sockets, count, inode);
		/* Several processes may have it: the one that was started last serves. */
		if (socket)
			tell(socket, process, pid);
	}
	closedir(files);
}

void owner_scan(void)
{
	if (!refresh())
		return;
	DIR *processes = opendir("/proc");
	for (struct dirent *entry; processes && (entry = readdir(processes));) {
		char *end;
		unsigned long pid = strtoul(entry->d_name, &end, 10);
		if (*end || !pid)
			continue;
		int process = openat(dirfd(processes), entry->d_name,
				     O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (process < 0)
			continue;
		scan_process(process, (unsigned int)pid);
		close(process);
	}
	if (processes)
		closedir(processes);
	/* Whose process cannot be seen stays unknown; looking again would tell nothing more. */
	if (output_has_room())
		for (size_t i = 0; i < count; i++)
			sockets[i].told = true;
}
