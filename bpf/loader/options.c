// SPDX-License-Identifier: GPL-2.0 OR MIT
#define _GNU_SOURCE
#include "options.h"

#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bytes, or `unlimited`: more than the kernel programs can count of one message. */
static bool read_limit(const char *text, __u32 *limit)
{
	char *end;
	unsigned long long bytes = strtoull(text, &end, 10);
	bool unlimited = !strcmp(text, "unlimited");
	*limit = unlimited || bytes > UINT32_MAX ? UINT32_MAX : (__u32)bytes;
	return unlimited || (end != text && !*end);
}

void print_usage(void)
{
	fputs("Usage: http-trace-loader [--design NAME|auto] [--attachment NAME]\n"
	      "                         [--capture-limit BYTES|unlimited] [--btf FILE] [--check]\n"
	      "                         [--only-pid N] [--only-comm NAME] [--only-port N]\n"
	      "                         [--only-cgroup INODE]  (each as often as needed)\n"
	      "       http-trace-loader --can-trace | --version\n",
	      stderr);
}

enum action read_options(int count, char **words, struct settings *settings)
{
	static const struct option options[] = {
		{ "design", required_argument, 0, 'd' },
		{ "attachment", required_argument, 0, 'a' },
		{ "capture-limit", required_argument, 0, 'l' },
		{ "btf", required_argument, 0, 'b' },
		{ "only-pid", required_argument, 0, 'P' },
		{ "only-comm", required_argument, 0, 'N' },
		{ "only-port", required_argument, 0, 'O' },
		{ "only-cgroup", required_argument, 0, 'C' },
		{ "check", no_argument, 0, 'k' },
		{ "can-trace", no_argument, 0, 'c' },
		{ "version", no_argument, 0, 'v' },
		{ 0, 0, 0, 0 },
	};
	enum action action = ACTION_TRACE;
	for (int option; (option = getopt_long(count, words, "", options, 0)) != -1;) {
		switch (option) {
		case 'd':
			settings->design = optarg;
			break;
		case 'a':
			settings->attachment = optarg;
			break;
		case 'l':
			if (!read_limit(optarg, &settings->trace.capture_limit))
				return ACTION_USAGE;
			break;
		case 'b':
			settings->btf = optarg;
			break;
		case 'P':
		case 'N':
		case 'O':
		case 'C':
			if (!watched_add(settings, option, optarg))
				return ACTION_USAGE;
			break;
		case 'k':
			action = ACTION_CHECK;
			break;
		case 'c':
			return ACTION_CAN_TRACE;
		case 'v':
			return ACTION_VERSION;
		default:
			return ACTION_USAGE;
		}
	}
	return action;
}
