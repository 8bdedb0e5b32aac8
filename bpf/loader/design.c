// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "design.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "report.h"

static const struct {
	const char *design;
	const char *attachment;
	attach_function *attach;
} designs[] = {
	{ "tracepoint", "fentry", attach_tracepoint_fentry },
	{ "tracepoint", "kprobe", attach_tracepoint_kprobe },
	{ "kprobe", "kprobe", attach_kprobe },
	{ "raw_tp", "tp_btf", attach_raw_tp_typed },
	{ "raw_tp", "raw_tp", attach_raw_tp_plain },
	{ "socket_filter", "packet socket", attach_socket_filter },
};

static bool is_chosen(const struct settings *settings, size_t i)
{
	if (strcmp(settings->design, "auto") && strcmp(settings->design, designs[i].design))
		return false;
	return !settings->attachment || !strcmp(settings->attachment, designs[i].attachment);
}

static int try_design(const struct settings *settings, size_t i, struct capture *capture)
{
	*capture = (struct capture){ .design = designs[i].design,
				     .attachment = designs[i].attachment };
	return designs[i].attach(settings, capture);
}

int attach_design(const struct settings *settings, struct capture *capture)
{
	int error = -ENOENT;
	for (size_t i = 0; i < sizeof(designs) / sizeof(*designs); i++) {
		if (!is_chosen(settings, i))
			continue;
		error = try_design(settings, i, capture);
		if (!error)
			return 0;
	}
	return error;
}

void check_designs(const struct settings *settings)
{
	for (size_t i = 0; i < sizeof(designs) / sizeof(*designs); i++) {
		struct capture capture;
		if (!is_chosen(settings, i) || try_design(settings, i, &capture))
			continue;
		report_works(designs[i].design, designs[i].attachment);
		capture_detach(&capture);
	}
}
