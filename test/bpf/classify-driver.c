// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Runs classify() on this machine. Standard input: cases, each a 4-byte length and its bytes. Standard output: a
 * line for each case, with one digit (enum likeness) for each prefix of it, the empty one first.
 */
#include "../../bpf/include/classify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static __u8 *page_end;

/* Exactly as many bytes are readable as are promised, and those after `length` are `filler`. */
static enum likeness classify_prefix(const __u8 *bytes, __u32 length, int filler)
{
	__u32 size = length > CLASSIFIED_BYTES ? length : CLASSIFIED_BYTES;
	__u8 *place = page_end - size;
	memset(place, filler, size);
	memcpy(place, bytes, length);
	return classify(place, length);
}

int main(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	__u8 *memory = mmap(0, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
			    0);
	if (memory == MAP_FAILED || mprotect(memory + page, page, PROT_NONE))
		return 1;
	page_end = memory + page;
	__u8 bytes[4096];
	for (__u32 length; fread(&length, sizeof(length), 1, stdin) == 1; putchar('\n')) {
		if (length > sizeof(bytes) || fread(bytes, 1, length, stdin) != length)
			return 2;
		for (__u32 prefix = 0; prefix <= length; prefix++) {
			enum likeness with_blanks = classify_prefix(bytes, prefix, ' ');
			if (classify_prefix(bytes, prefix, '/') != with_blanks ||
			    classify_prefix(bytes, prefix, 'h') != with_blanks ||
			    classify_prefix(bytes, prefix, 0) != with_blanks) {
				fprintf(stderr, "bytes after the end count: %.*s\n", (int)prefix,
					(const char *)bytes);
				return 3;
			}
			putchar('0' + with_blanks);
		}
	}
	return 0;
}
