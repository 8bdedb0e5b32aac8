/* SPDX-License-Identifier: GPL-2.0 OR MIT */
#ifndef HTTP_TRACE_OPTIONS_H
#define HTTP_TRACE_OPTIONS_H

#include "design.h"

enum action {
	ACTION_TRACE,
	ACTION_CHECK,
	ACTION_CAN_TRACE,
	ACTION_VERSION,
	ACTION_USAGE, /* the command line makes no sense */
};

/* Reads the command line; `settings` holds the defaults and gets what differs from them. */
enum action read_options(int count, char **words, struct settings *settings);

void print_usage(void);

#endif
