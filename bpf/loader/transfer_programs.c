// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "transfer_programs.h"

#include <errno.h>

#include "connection_programs.h"
#include "kernel_reads.h"

int choose_transfer_programs(struct bpf_object *object, const struct btf *btf, bool fentry)
{
	__u32 arguments = arguments_of(btf, "tcp_recvmsg");
	bool wait = arguments_of(btf, "sk_stream_wait_memory") > 0;
	bool page = arguments_of(btf, "do_tcp_sendpages") > 0;
	bool splice = arguments_of(btf, "tcp_splice_read") == 5;
	bool noted = fentry && notes_calls(btf);
	/* The compiler may have left none of these; then a call's first segment is all that is known. */
	bool noted_array = noted && arguments_of(btf, "do_writev") > 0 &&
			   arguments_of(btf, "do_readv") > 0 &&
			   arguments_of(btf, "copy_msghdr_from_user") > 0;
	const struct {
		const char *name;
		bool wanted;
	} choice[] = {
		{ "send_direct", fentry },
		{ "receive_direct_6", fentry && arguments == 6 },
		{ "receive_direct_5", fentry && arguments == 5 },
		{ "receive_direct_4", fentry && arguments == 4 },
		{ "send_page_direct", fentry && page },
		{ "splice_direct", fentry && splice },
		{ "wait_for_room_direct", fentry && wait },
		{ "send_noted", noted },
		{ "receive_noted", noted },
		{ "write_array_noted", noted_array },
		{ "read_array_noted", noted_array },
		{ "message_array_noted", noted_array },
		{ "send_entered", !fentry },
		{ "receive_entered_6", !fentry && arguments == 6 },
		{ "receive_entered", !fentry && arguments < 6 },
		{ "send_page_entered", !fentry && page },
		{ "splice_entered", !fentry && splice },
		{ "wait_for_data_probed", !fentry },
		{ "wait_for_room_probed", !fentry },
		{ "lock_released", !fentry },
	};
	if (!arguments)
		return -ENOENT;
	if (arguments < 4 || arguments > 6)
		return -ENOTSUP;
	for (size_t i = 0; i < sizeof(choice) / sizeof(*choice); i++) {
		struct bpf_program *program = bpf_object__find_program_by_name(object,
									       choice[i].name);
		if (program)
			bpf_program__set_autoload(program, choice[i].wanted);
	}
	const struct {
		const char *name;
		bool wanted;
	} calls[] = {
		{ "calls", !fentry },
		{ "call_places", !fentry },
		{ "noted_calls", noted },
	};
	for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++) {
		struct bpf_map *map = bpf_object__find_map_by_name(object, calls[i].name);
		if (map)
			bpf_map__set_autocreate(map, calls[i].wanted);
	}
	return 0;
}
