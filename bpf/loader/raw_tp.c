// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Loads and attaches http_tracer_raw_tp.bpf.c, one of its two sets of programs at a time. */
#include <errno.h>

#include "connection_programs.h"
#include "design.h"
#include "preemption.h"
#include "report.h"
#include "http_tracer_raw_tp.skel.h"

static int attach(const struct settings *settings, struct capture *capture, bool typed)
{
	struct btf *btf = btf__load_vmlinux_btf();
	struct http_tracer_raw_tp *object = http_tracer_raw_tp__open();
	if (!object) {
		int error = -errno;
		btf__free(btf);
		report_refused(capture->design, capture->attachment, "opening the object failed",
			       error);
		return error;
	}
	bpf_program__set_autoload(object->progs.state_direct, typed);
	bpf_program__set_autoload(object->progs.exit_direct, typed);
	bpf_program__set_autoload(object->progs.state_probed, !typed);
	bpf_program__set_autoload(object->progs.exit_probed, !typed);
	bpf_program__set_autoload(object->progs.destroy_direct, typed);
	bpf_program__set_autoload(object->progs.destroy_probed, !typed);
	bpf_map__set_autocreate(object->maps.noted_calls, false);
	/* Whose types come from a file has a kernel that takes no iterators either. */
	if (btf) {
		choose_connection_programs(object->obj, btf, typed);
	} else {
		bpf_program__set_autoload(object->progs.existing_direct, false);
		bpf_program__set_autoload(object->progs.existing_probed, false);
	}
	btf__free(btf);
	capture->object = object;
	capture->skeleton = object->skeleton;
	capture->at_tracepoint = true;
	struct settings informed = *settings;
	informed.trace.has_spares = kernel_is_preempted();
	return capture_attach(capture, &informed);
}

int attach_raw_tp_typed(const struct settings *settings, struct capture *capture)
{
	return attach(settings, capture, true);
}

int attach_raw_tp_plain(const struct settings *settings, struct capture *capture)
{
	return attach(settings, capture, false);
}
