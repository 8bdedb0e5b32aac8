// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define BUFFER_SIZE (1024 * 1024)
#define LONGEST_RECORD (64 * 1024)

static char buffer[BUFFER_SIZE];
static size_t first; /* byte not written yet */
static size_t end;

int output_open(void)
{
	int flags = fcntl(STDOUT_FILENO, F_GETFL);
	if (flags < 0 || fcntl(STDOUT_FILENO, F_SETFL, flags | O_NONBLOCK) < 0)
		return -errno;
	return 0;
}

bool output_add(const void *record, size_t length, size_t padded_length)
{
	if (padded_length > BUFFER_SIZE - end)
		return false;
	memcpy(buffer + end, record, length);
	memset(buffer + end + length, 0, padded_length - length);
	end += padded_length;
	return true;
}

bool output_has_room(void)
{
	return BUFFER_SIZE - end >= LONGEST_RECORD;
}

long output_flush(void)
{
	while (first < end) {
		ssize_t written = write(STDOUT_FILENO, buffer + first, end - first);
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0 && errno == EAGAIN)
			return (long)(end - first);
		if (written < 0)
			return -errno;
		first += (size_t)written;
	}
	first = 0;
	end = 0;
	return 0;
}
