// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "capture.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "connection_programs.h"
#include "kernel_reads.h"
#include "missed.h"
#include "packet_sockets.h"
#include "preemption.h"
#include "report.h"
#include "transfer_programs.h"
#include "waiting.h"

static struct bpf_map *map_of(const struct capture *capture, const char *name)
{
	return bpf_object__find_map_by_name(*capture->skeleton->obj, name);
}

/* NULL: the section is not of this size. */
static const void *section(const struct capture *capture, const char *name, size_t wanted)
{
	size_t size = 0;
	const void *data = bpf_map__initial_value(map_of(capture, name), &size);
	return size == wanted ? data : NULL;
}

static int fill_ids(int queue_fd)
{
	for (__u64 id = 1; id <= CONNECTION_IDS; id++)
		if (bpf_map_update_elem(queue_fd, NULL, &id, BPF_ANY))
			return -errno;
	return 0;
}

static int load(struct capture *capture, const struct settings *settings)
{
	int error = bpf_map__set_initial_value(map_of(capture, SETTINGS_SECTION), &settings->trace,
					       sizeof(settings->trace));
	if (!error)
		error = bpf_object__load_skeleton(capture->skeleton);
	if (error)
		return error;
	capture->counters = section(capture, COUNTERS_SECTION, sizeof(*capture->counters));
	capture->ring_fd = bpf_map__fd(map_of(capture, "events"));
	capture->ends_fd = bpf_map__fd(map_of(capture, "ends"));
	if (!capture->counters || capture->ring_fd < 0 || capture->ends_fd < 0)
		return -EINVAL;
	error = fill_ids(bpf_map__fd(map_of(capture, "connection_ids")));
	return error ? error : watched_fill(*capture->skeleton->obj, settings);
}

int capture_attach(struct capture *capture, const struct settings *settings)
{
	const char *step = "loading failed";
	int error = load(capture, settings);
	bool has_spares = settings->trace.has_spares;
	if (!error && has_spares && !capture->at_tracepoint)
		spares_attach(&capture->spares, capture->skeleton, false);
	if (!error) {
		/* arm64 kernels before 6.4 load fentry programs and refuse them only here. */
		step = "attaching failed";
		error = bpf_object__attach_skeleton(capture->skeleton);
	}
	if (!error && has_spares && capture->at_tracepoint)
		spares_attach(&capture->spares, capture->skeleton, true);
	if (error) {
		report_refused(capture->design, capture->attachment, step, error);
		capture_detach(capture);
		return error;
	}
	missed_open(*capture->skeleton->obj, &capture->spares);
	/* Without this they are joined when they are first used. */
	int untold = tell_existing(*capture->skeleton->obj);
	if (untold)
		fprintf(stderr, "the connections from before the trace could not be listed: %s\n",
			strerror(-untold));
	waiting_scan();
	capture_trim(capture);
	return 0;
}

int capture_functions(struct capture *capture, const struct settings *settings, bool fentry)
{
	struct bpf_object *object = *capture->skeleton->obj;
	struct btf *btf = btf__load_vmlinux_btf();
	struct settings informed = *settings;
	int error = btf ? choose_transfer_programs(object, btf, fentry) : -errno;
	if (!error) {
		choose_connection_programs(object, btf, fentry);
		informed.trace.refuses_kernel_reads = kernel_reads_refused();
		informed.trace.has_read_only_cast = has_read_only_cast(btf);
		informed.trace.has_iterators = arguments_of(btf, "bpf_iter_num_new") > 0;
		informed.trace.has_spares = fentry && kernel_is_preempted();
	}
	btf__free(btf);
	if (!error)
		return capture_attach(capture, &informed);
	report_refused(capture->design, capture->attachment, "reading the kernel's BTF failed",
		       error);
	capture_detach(capture);
	return error;
}

void capture_trim(struct capture *capture)
{
	if (capture->is_trimmed || (capture->counters->unread_connections && waiting_any()))
		return;
	detach_late_reads(capture->skeleton);
	capture->is_trimmed = true;
	waiting_close();
}

void capture_losses(const struct capture *capture, struct loss_totals *totals)
{
	memset(totals, 0, sizeof(*totals));
	for (size_t cpu = 0; cpu < MAX_CPUS; cpu++)
		for (size_t reason = 0; reason < LOSS_REASONS; reason++) {
			const struct loss_counter *loss =
			    &capture->counters->by_cpu[cpu].losses[reason];
			totals->events[reason] += loss->events;
			totals->bytes[reason] += loss->bytes;
		}
	totals->events[LOSS_PROBE_MISSED] += missed_runs();
}

void capture_detach(struct capture *capture)
{
	bpf_object__detach_skeleton(capture->skeleton);
	spares_detach(&capture->spares);
	if (capture->sees_packets)
		packet_sockets_close();
	capture->sees_packets = false;
	waiting_close();
	missed_close();
	bpf_object__destroy_skeleton(capture->skeleton);
	free(capture->object);
}
