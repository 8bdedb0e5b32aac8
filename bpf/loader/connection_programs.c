// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "connection_programs.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "../include/settings.h"
#include "kernel_reads.h"

__u32 arguments_of(const struct btf *btf, const char *function)
{
	int id = btf__find_by_name_kind(btf, function, BTF_KIND_FUNC);
	return id > 0 ? btf_vlen(btf__type_by_id(btf, btf__type_by_id(btf, (__u32)id)->type)) : 0;
}

/* From 7.x on the address that connect() takes has a type whose bytes typed programs may not look at. */
static bool takes_sockaddr(const struct btf *btf)
{
	int id = btf__find_by_name_kind(btf, "tcp_v4_connect", BTF_KIND_FUNC);
	if (id <= 0)
		return false;
	const struct btf_type *prototype = btf__type_by_id(btf,
							   btf__type_by_id(btf, (__u32)id)->type);
	if (btf_vlen(prototype) != 3)
		return false;
	const struct btf_type *pointer = btf__type_by_id(btf, btf_params(prototype)[1].type);
	if (!btf_is_ptr(pointer))
		return false;
	const struct btf_type *address = btf__type_by_id(btf, pointer->type);
	return !strcmp(btf__name_by_offset(btf, address->name_off), "sockaddr");
}

void choose_connection_programs(struct bpf_object *object, const struct btf *btf, bool fentry)
{
	__u32 accept = arguments_of(btf, "inet_csk_accept");
	bool graft = arguments_of(btf, "security_sock_graft") == 2;
	bool v6 = arguments_of(btf, "tcp_v6_connect") > 0;
	bool typed = takes_sockaddr(btf);
	bool iterate = arguments_of(btf, "bpf_iter_task_file") > 0;
	bool from_file = arguments_of(btf, "bpf_sock_from_file") > 0;
	bool late = arguments_of(btf, "skb_copy_datagram_iter") == 4;
	/* Without the helper typed programs cannot cast, and kprobes do it on every kernel that old. */
	bool unix_typed = fentry && arguments_of(btf, "bpf_skc_to_unix_sock") > 0;
	bool unix_stream = arguments_of(btf, "unix_stream_recvmsg") == 4;
	bool may_copy = !kernel_reads_refused();
	bool unix_probed = unix_stream && !unix_typed && may_copy;
	bool unix_noted = unix_stream && unix_typed && notes_calls(btf);
	bool unix_page = unix_stream && arguments_of(btf, "unix_stream_sendpage") > 0;
	/* The compiler may have left none. */
	bool unix_take = arguments_of(btf, "unix_stream_read_actor") > 0;
	bool unix_splice = unix_stream && arguments_of(btf, "unix_stream_splice_read") == 5;
	const struct {
		const char *name;
		bool wanted;
	} choice[] = {
		{ "unix_send_direct", unix_stream && unix_typed },
		{ "unix_receive_direct", unix_stream && unix_typed },
		{ "unix_send_page_direct", unix_page && unix_typed },
		{ "unix_splice_direct", unix_splice && unix_typed },
		{ "unix_connect_direct", unix_stream && unix_typed },
		{ "unix_release_direct", unix_stream && unix_typed },
		{ "unix_send_noted", unix_noted },
		{ "unix_receive_noted", unix_noted },
		{ "unix_send_entered", unix_probed },
		{ "unix_send_left", unix_probed },
		{ "unix_fill_entered", unix_probed },
		{ "unix_fill_left", unix_probed },
		{ "unix_receive_entered", unix_probed },
		{ "unix_take_left", unix_probed && unix_take },
		{ "unix_receive_left", unix_probed && !unix_take },
		{ "unix_send_page_entered", unix_page && unix_probed },
		{ "unix_send_page_left", unix_page && unix_probed },
		{ "unix_splice_entered", unix_splice && unix_probed },
		{ "unix_splice_left", unix_splice && unix_probed },
		{ "unix_connect_entered", unix_probed },
		{ "unix_connect_left", unix_probed },
		{ "unix_release_probed", unix_probed },
		{ "connect_v4_direct", fentry && typed },
		{ "connect_v6_direct", fentry && typed && v6 },
		{ "accept_grafted_direct", fentry && graft },
		{ "accept_direct_4", fentry && !graft && accept == 4 },
		{ "accept_direct_2", fentry && !graft && accept == 2 },
		{ "retransmit_direct", fentry },
		{ "destroy_direct", fentry },
		{ "late_read_direct", fentry && late },
		{ "connect_v4_entered", !fentry },
		{ "connect_v4_left", !fentry },
		{ "connect_v6_entered", !fentry && v6 },
		{ "connect_v6_left", !fentry && v6 },
		{ "accept_grafted_probed", !fentry && graft },
		{ "accept_left", !fentry && !graft },
		{ "retransmit_probed", !fentry },
		{ "destroy_probed", !fentry },
		{ "late_read_entered", !fentry && late },
		{ "late_read_left", !fentry && late },
		{ "existing_direct", iterate && from_file },
		{ "existing_probed", iterate && !from_file && may_copy },
	};
	for (size_t i = 0; i < sizeof(choice) / sizeof(*choice); i++) {
		struct bpf_program *program = bpf_object__find_program_by_name(object,
									       choice[i].name);
		if (!program)
			continue;
		bpf_program__set_autoload(program, choice[i].wanted);
		if (!strncmp(choice[i].name, "existing", strlen("existing")))
			bpf_program__set_autoattach(program, false);
	}
	const struct {
		const char *name;
		bool wanted;
	} calls[] = {
		{ "connecting", !fentry },
		{ "late_reads", !fentry },
		{ "unix_calls", unix_probed },
	};
	for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++) {
		struct bpf_map *map = bpf_object__find_map_by_name(object, calls[i].name);
		if (map)
			bpf_map__set_autocreate(map, calls[i].wanted);
	}
	struct bpf_program *connect = bpf_object__find_program_by_name(
	    object, fentry ? "connect_v4_direct" : "connect_v4_left");
	bool seen = connect && bpf_program__autoload(connect);
	struct bpf_map *told = bpf_object__find_map_by_name(object, CONNECT_SECTION);
	if (told)
		bpf_map__set_initial_value(told, &seen, sizeof(seen));
}

static int run_iterator(struct bpf_program *program)
{
	struct bpf_link *link = bpf_program__attach_iter(program, NULL);
	if (!link)
		return -errno;
	int iterator = bpf_iter_create(bpf_link__fd(link));
	int error = iterator < 0 ? iterator : 0;
	char ignored[64];
	ssize_t got = 0;
	/* The program runs while this is read, and writes nothing here. */
	while (!error && ((got = read(iterator, ignored, sizeof(ignored))) > 0 ||
			  (got < 0 && (errno == EINTR || errno == EAGAIN))))
		;
	if (got < 0)
		error = -errno;
	if (iterator >= 0)
		close(iterator);
	bpf_link__destroy(link);
	return error;
}

int tell_existing(struct bpf_object *object)
{
	static const char *const names[] = { "existing_direct", "existing_probed" };
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct bpf_program *program = bpf_object__find_program_by_name(object, names[i]);
		if (program && bpf_program__fd(program) >= 0)
			return run_iterator(program);
	}
	return 0;
}

void detach_late_reads(const struct bpf_object_skeleton *skeleton)
{
	for (int i = 0; i < skeleton->prog_cnt; i++) {
		const struct bpf_prog_skeleton *program = &skeleton->progs[i];
		if (strncmp(program->name, "late_read", strlen("late_read")) || !*program->link)
			continue;
		bpf_link__destroy(*program->link);
		*program->link = NULL;
	}
}
