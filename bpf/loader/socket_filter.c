// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Loads http_tracer_socket_filter.bpf.c and attaches it to packet sockets. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "design.h"
#include "kernel_btf.h"
#include "owner_programs.h"
#include "packet_sockets.h"
#include "report.h"
#include "http_tracer_socket_filter.skel.h"

static __u32 netns_inode(void)
{
	struct stat facts;
	return stat("/proc/self/ns/net", &facts) ? 0 : (__u32)facts.st_ino;
}

/* Returns 0, or a negative errno; then the refusal has been reported and the object freed. */
static int load(const struct settings *settings, struct capture *capture,
		enum owner_programs owners)
{
	struct http_tracer_socket_filter *object = http_tracer_socket_filter__open();
	if (!object) {
		int error = -errno;
		report_refused(capture->design, capture->attachment, "opening the object failed",
			       error);
		return error;
	}
	object->rodata->own_netns = netns_inode();
	object->rodata->loader_pid = (__u32)getpid();
	bpf_map__set_autocreate(object->maps.connections, false);
	bpf_map__set_autocreate(object->maps.not_http, false);
	owner_programs_choose(object->obj, owners);
	capture->object = object;
	capture->skeleton = object->skeleton;
	kernel_btf_do_without(owners != OWNER_PROGRAMS_ALL && kernel_btf_check());
	int error = capture_attach(capture, settings);
	kernel_btf_do_without(false);
	return error;
}

/* With as much of what tells processes as the kernel takes. Returns what is loaded of it, or a negative errno. */
static int load_most(const struct settings *settings, struct capture *capture, bool has_group)
{
	static const char *const attempts[] = {
		[OWNER_PROGRAMS_NONE] = "packet socket",
		[OWNER_PROGRAMS_UNTYPED] = "packet socket with processes",
		[OWNER_PROGRAMS_ALL] = "packet socket with processes and commands",
	};
	const char *attachment = capture->attachment;
	int owners = !has_group		  ? OWNER_PROGRAMS_NONE
		     : kernel_btf_check() ? OWNER_PROGRAMS_UNTYPED
					  : OWNER_PROGRAMS_ALL;
	for (int error;; owners--) {
		capture->attachment = attempts[owners];
		error = load(settings, capture, owners);
		capture->attachment = attachment;
		if (!error)
			return owners;
		if (owners == OWNER_PROGRAMS_NONE)
			return error;
	}
}

int attach_socket_filter(const struct settings *settings, struct capture *capture)
{
	if (settings->trace.watched & ~WATCHED_PORTS) {
		report_refused(capture->design, capture->attachment,
			       "packets can be limited to ports, but not to processes or groups",
			       -ENOTSUP);
		return -ENOTSUP;
	}
	int group = owner_programs_group();
	int owners = load_most(settings, capture, group >= 0);
	int error = owners < 0 ? owners : 0;
	const struct http_tracer_socket_filter *object = capture->object;
	if (!error) {
		error = packet_sockets_open(bpf_program__fd(object->progs.take_packet));
		capture->sees_packets = !error;
		if (error) {
			report_refused(capture->design, capture->attachment,
				       "attaching to a packet socket failed", error);
			capture_detach(capture);
		}
	}
	if (!error && (owners == OWNER_PROGRAMS_NONE || owner_programs_attach(object->obj, group)))
		capture->scans_owners = true;
	if (group >= 0)
		close(group);
	return error;
}
