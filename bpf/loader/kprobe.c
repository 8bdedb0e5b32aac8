// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Loads and attaches http_tracer.bpf.c. */
#include <errno.h>

#include "design.h"
#include "report.h"
#include "http_tracer.skel.h"

int attach_kprobe(const struct settings *settings, struct capture *capture)
{
	struct http_tracer *object = http_tracer__open();
	if (!object) {
		int error = -errno;
		report_refused(capture->design, capture->attachment, "opening the object failed",
			       error);
		return error;
	}
	capture->object = object;
	capture->skeleton = object->skeleton;
	return capture_functions(capture, settings, false);
}
