// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Loads and attaches http_tracer_tracepoint.bpf.c, one of its two sets of programs at a time. */
#include <errno.h>

#include "connection_programs.h"
#include "design.h"
#include "report.h"
#include "transfer_programs.h"
#include "http_tracer_tracepoint.skel.h"

static int attach(const struct settings *settings, struct capture *capture, bool fentry)
{
	struct http_tracer_tracepoint *object = http_tracer_tracepoint__open();
	if (!object) {
		int error = -errno;
		report_refused(capture->design, capture->attachment, "opening the object failed",
			       error);
		return error;
	}
	bpf_program__set_autoload(object->progs.state_direct, fentry);
	bpf_program__set_autoload(object->progs.state_probed, !fentry);
	capture->object = object;
	capture->skeleton = object->skeleton;
	return capture_functions(capture, settings, fentry);
}

int attach_tracepoint_fentry(const struct settings *settings, struct capture *capture)
{
	return attach(settings, capture, true);
}

int attach_tracepoint_kprobe(const struct settings *settings, struct capture *capture)
{
	return attach(settings, capture, false);
}
