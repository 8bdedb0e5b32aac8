// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Loads and attaches http_tracer_tracepoint.bpf.c, one of its two sets of programs at a time. */
#include <bpf/btf.h>
#include <errno.h>

#include "connection_programs.h"
#include "design.h"
#include "report.h"
#include "http_tracer_tracepoint.skel.h"

struct function_facts {
	__u32 recvmsg_arguments;
	bool has_wait_memory;
	bool has_sendpage;
};

/* What the kernel's BTF says of the functions that are probed. Returns 0, or a negative errno. */
static int read_facts(struct function_facts *facts, const struct btf *btf)
{
	int error = -ENOENT;
	int id = btf__find_by_name_kind(btf, "tcp_recvmsg", BTF_KIND_FUNC);
	if (id > 0) {
		const struct btf_type *function = btf__type_by_id(btf, (__u32)id);
		facts->recvmsg_arguments = btf_vlen(btf__type_by_id(btf, function->type));
		facts->has_wait_memory = btf__find_by_name_kind(btf, "sk_stream_wait_memory",
								BTF_KIND_FUNC) > 0;
		facts->has_sendpage = btf__find_by_name_kind(btf, "tcp_sendpage", BTF_KIND_FUNC) >
				      0;
		error = facts->recvmsg_arguments >= 4 && facts->recvmsg_arguments <= 6 ? 0
										       : -ENOTSUP;
	}
	return error;
}

static void choose_programs(struct http_tracer_tracepoint *object, bool fentry,
			    const struct function_facts *facts)
{
	__u32 arguments = facts->recvmsg_arguments;
	bool wait = facts->has_wait_memory;
	bool page = facts->has_sendpage;
	const struct {
		struct bpf_program *program;
		bool wanted;
	} choice[] = {
		{ object->progs.state_direct, fentry },
		{ object->progs.send_direct, fentry },
		{ object->progs.receive_direct_6, fentry && arguments == 6 },
		{ object->progs.receive_direct_5, fentry && arguments == 5 },
		{ object->progs.receive_direct_4, fentry && arguments == 4 },
		{ object->progs.send_page_direct, fentry && page },
		{ object->progs.wait_for_room_direct, fentry && wait },
		{ object->progs.state_probed, !fentry },
		{ object->progs.send_entered, !fentry },
		{ object->progs.send_left, !fentry },
		{ object->progs.receive_entered_6, !fentry && arguments == 6 },
		{ object->progs.receive_entered, !fentry && arguments < 6 },
		{ object->progs.receive_left, !fentry },
		{ object->progs.send_page_entered, !fentry && page },
		{ object->progs.send_page_left, !fentry && page },
		{ object->progs.wait_for_room_probed, !fentry && wait },
	};
	for (size_t i = 0; i < sizeof(choice) / sizeof(*choice); i++)
		bpf_program__set_autoload(choice[i].program, choice[i].wanted);
	bpf_map__set_autocreate(object->maps.calls, !fentry);
}

static int attach(const struct settings *settings, struct capture *capture, bool fentry)
{
	struct function_facts facts = {};
	struct btf *btf = btf__load_vmlinux_btf();
	int error = btf ? read_facts(&facts, btf) : -errno;
	if (error) {
		btf__free(btf);
		report_refused(capture->design, capture->attachment,
			       "reading the kernel's BTF failed", error);
		return error;
	}
	struct http_tracer_tracepoint *object = http_tracer_tracepoint__open();
	if (!object) {
		error = -errno;
		btf__free(btf);
		report_refused(capture->design, capture->attachment, "opening the object failed",
			       error);
		return error;
	}
	choose_programs(object, fentry, &facts);
	choose_connection_programs(object->obj, btf, fentry);
	btf__free(btf);
	capture->object = object;
	capture->skeleton = object->skeleton;
	return capture_attach(capture, settings);
}

int attach_tracepoint_fentry(const struct settings *settings, struct capture *capture)
{
	return attach(settings, capture, true);
}

int attach_tracepoint_kprobe(const struct settings *settings, struct capture *capture)
{
	return attach(settings, capture, false);
}
