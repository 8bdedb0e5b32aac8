// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "report.h"

#include <bpf/libbpf.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define OUTCOMES_SIZE 32768
#define PARTS_SIZE 4096

/* Items of JSON lists. An outcome is a refusal, or, without a reason, a design that works. */
static char outcomes[OUTCOMES_SIZE];
static char parts[PARTS_SIZE];
static char report[OUTCOMES_SIZE + PARTS_SIZE + 2048];
static char last_words[1024];

/* The verifier's last line before its statistics says why it refused; libbpf's own lines frame it. */
static bool is_telling(const char *line, size_t length)
{
	static const char *const noise[] = { "libbpf: --", "processed ",
					     "libbpf: failed to load object",
					     "libbpf: failed to load BPF skeleton" };
	for (size_t i = 0; i < sizeof(noise) / sizeof(*noise); i++)
		if (!strncmp(line, noise[i], strlen(noise[i])))
			return false;
	return length > 1 && strncmp(line, "-- ", 3) != 0;
}

static void keep_line(const char *line, size_t length)
{
	if (!is_telling(line, length) || length >= sizeof(last_words) / 2)
		return;
	/* The last two lines: what the verifier says, and libbpf's name for the program. */
	char *newline = strchr(last_words, '\n');
	size_t keep = strlen(last_words);
	if (newline) {
		keep = strlen(newline + 1);
		memmove(last_words, newline + 1, keep + 1);
	}
	if (keep)
		last_words[keep++] = '\n';
	memcpy(last_words + keep, line, length);
	last_words[keep + length] = 0;
}

static int listen_to_libbpf(enum libbpf_print_level level, const char *format, va_list arguments)
{
	static char text[65536];
	if (level == LIBBPF_DEBUG)
		return 0;
	vsnprintf(text, sizeof(text), format, arguments);
	for (char *line = text; *line;) {
		size_t length = strcspn(line, "\n");
		keep_line(line, length);
		line += length + (line[length] == '\n');
	}
	return 0;
}

void report_listen(void)
{
	libbpf_set_print(listen_to_libbpf);
}

static size_t add_escaped(char *to, size_t room, const char *text)
{
	size_t used = 0;
	for (; *text && used + 7 < room; text++) {
		unsigned char c = (unsigned char)*text;
		if (c == '"' || c == '\\')
			used += (size_t)sprintf(to + used, "\\%c", c);
		else if (c < 0x20 || c >= 0x7f)
			used += (size_t)sprintf(to + used, "\\u%04x", c);
		else
			to[used++] = (char)c;
	}
	to[used] = 0;
	return used;
}

/* Adds an item to a list; one that has no room is left out whole. */
static void add_item(char *list, size_t size, const char *format, ...)
{
	char item[3072];
	size_t used = strlen(list);
	va_list arguments;
	va_start(arguments, format);
	int length = vsnprintf(item, sizeof(item), format, arguments);
	va_end(arguments);
	if (length < 0 || (size_t)length >= sizeof(item) || used + (size_t)length + 2 > size)
		return;
	if (used)
		list[used++] = ',';
	memcpy(list + used, item, (size_t)length + 1);
}

void report_refused(const char *design, const char *attachment, const char *what, int error)
{
	char reason[1400];
	char escaped[2800];
	snprintf(reason, sizeof(reason), "%s: %s%s%s", what, strerror(error < 0 ? -error : error),
		 *last_words ? "; " : "", last_words);
	add_escaped(escaped, sizeof(escaped), reason);
	add_item(outcomes, sizeof(outcomes),
		 "{\"design\":\"%s\",\"attachment\":\"%s\",\"reason\":\"%s\"}", design, attachment,
		 escaped);
	*last_words = 0;
}

void report_works(const char *design, const char *attachment)
{
	add_item(outcomes, sizeof(outcomes), "{\"design\":\"%s\",\"attachment\":\"%s\"}", design,
		 attachment);
	*last_words = 0;
}

void report_part(const char *name, int error)
{
	add_item(parts, sizeof(parts), "{\"name\":\"%s\",\"reason\":\"%s\"}", name,
		 error ? strerror(error < 0 ? -error : error) : "");
}

const char *report_ready(const char *design, const char *attachment)
{
	snprintf(report, sizeof(report),
		 "{\"type\":\"ready\",\"design\":\"%s\",\"attachment\":\"%s\",\"refused\":[%s]}",
		 design, attachment, outcomes);
	return report;
}

const char *report_told(void)
{
	return "{\"type\":\"told\"}";
}

const char *report_failed(const char *code, const char *message)
{
	char escaped[1024];
	add_escaped(escaped, sizeof(escaped), message);
	snprintf(report, sizeof(report),
		 "{\"type\":\"failed\",\"code\":\"%s\",\"message\":\"%s\",\"refused\":[%s]}", code,
		 escaped, outcomes);
	return report;
}

const char *report_check(void)
{
	snprintf(report, sizeof(report), "{\"type\":\"check\",\"parts\":[%s],\"designs\":[%s]}",
		 parts, outcomes);
	return report;
}
