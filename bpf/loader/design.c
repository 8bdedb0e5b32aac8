// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "design.h"

#include <errno.h>
#include <string.h>

static const struct {
	const char *design;
	const char *attachment;
	attach_function *attach;
} designs[] = {
	{ "tracepoint", "fentry", attach_tracepoint_fentry },
	{ "tracepoint", "kprobe", attach_tracepoint_kprobe },
};

int attach_design(const struct settings *settings, struct capture *capture)
{
	int error = -ENOENT;
	for (size_t i = 0; i < sizeof(designs) / sizeof(*designs); i++) {
		if (strcmp(settings->design, "auto") && strcmp(settings->design, designs[i].design))
			continue;
		if (settings->attachment && strcmp(settings->attachment, designs[i].attachment))
			continue;
		*capture = (struct capture){ .design = designs[i].design,
					     .attachment = designs[i].attachment };
		error = designs[i].attach(settings, capture);
		if (!error)
			return 0;
	}
	return error;
}
