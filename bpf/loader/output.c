// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK_SIZE (1024 * 1024)
#define LONGEST_RECORD (64 * 1024)
#define PADDED_TO 8

/*
 * What a slow reader leaves waits here and not in the ring buffer, where each record takes the room of the longest
 * one of its kind. Only as many blocks exist as there is something to hold.
 */
#define MAX_BLOCKS 64

/* Memory that comes fresh from the kernel costs more than what is copied into it, so a few stay for the next burst. */
#define MAX_SPARE_BLOCKS 4

struct block {
	struct block *next;
	size_t first; /* byte not written yet */
	size_t end;
	char bytes[BLOCK_SIZE];
};

static struct block *oldest;
static struct block *newest;
static struct block *spare;
static size_t blocks; /* that hold something */
static size_t spares;
static size_t held;

int output_open(void)
{
	int flags = fcntl(STDOUT_FILENO, F_GETFL);
	if (flags < 0 || fcntl(STDOUT_FILENO, F_SETFL, flags | O_NONBLOCK) < 0)
		return -errno;
	return 0;
}

static struct block *take_spare(void)
{
	struct block *block = spare;
	spare = block->next;
	spares--;
	return block;
}

static void give_back(struct block *block)
{
	if (spares == MAX_SPARE_BLOCKS) {
		free(block);
		return;
	}
	block->next = spare;
	spare = block;
	spares++;
}

static bool add_block(void)
{
	if (blocks == MAX_BLOCKS)
		return false;
	struct block *block = spare ? take_spare() : malloc(sizeof(*block));
	if (!block)
		return false;
	block->next = NULL;
	block->first = 0;
	block->end = 0;
	if (newest)
		newest->next = block;
	else
		oldest = block;
	newest = block;
	blocks++;
	return true;
}

/* The last block stays for what comes next. */
static void empty_oldest(void)
{
	struct block *block = oldest;
	block->first = 0;
	block->end = 0;
	if (block == newest)
		return;
	oldest = block->next;
	blocks--;
	give_back(block);
}

bool output_has_room(void)
{
	if (newest && BLOCK_SIZE - newest->end >= LONGEST_RECORD)
		return true;
	/* A reader that keeps up leaves the one block empty again. */
	return (newest && output_flush() == 0) || add_block();
}

bool output_add(const void *record, size_t length, size_t padded_length)
{
	if (padded_length > LONGEST_RECORD || !output_has_room())
		return false;
	char *place = newest->bytes + newest->end;
	if (length != padded_length)
		memset(place + padded_length - PADDED_TO, 0, PADDED_TO);
	memcpy(place, record, length);
	newest->end += padded_length;
	held += padded_length;
	return true;
}

long output_flush(void)
{
	while (held) {
		ssize_t written = write(STDOUT_FILENO, oldest->bytes + oldest->first,
					oldest->end - oldest->first);
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0 && errno == EAGAIN)
			return (long)held;
		if (written < 0)
			return -errno;
		oldest->first += (size_t)written;
		held -= (size_t)written;
		if (oldest->first == oldest->end)
			empty_oldest();
	}
	return 0;
}
