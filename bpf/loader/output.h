/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The stream of records on standard output, which never blocks: a reader that stalls must not stop the loop. */
#ifndef HTTP_TRACE_OUTPUT_H
#define HTTP_TRACE_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

/* Makes standard output non-blocking. Returns 0, or a negative errno. */
int output_open(void);

/* Copies one record and zeroes its padding. False: no room for it. */
bool output_add(const void *record, size_t length, size_t padded_length);

/* There is room for the longest record that a kernel program can make. */
bool output_has_room(void);

/* Writes what it can. Returns the bytes still held, or a negative errno when the reader has gone. */
long output_flush(void);

#endif
