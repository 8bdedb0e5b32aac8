// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * libbpf finds out by a small program whether the kernel has bpf_probe_read_kernel. Under confidential lockdown that is
 * refused, libbpf takes the kernel for one older than 5.5, and puts bpf_probe_read in the place of each
 * bpf_probe_read_user, which is then refused in programs that read user memory alone. Every kernel with a ring
 * buffer (5.8) has both, so the answer is given here.
 */
#include "kernel_reads.h"

#include <bpf/bpf.h>
#include <fcntl.h>
#include <unistd.h>

#include "connection_programs.h"

/* The linker gives these names to libbpf's function and to this one in its place (--wrap). */
int __real_bpf_prog_load(enum bpf_prog_type type, const char *name, const char *license,
			 const struct bpf_insn *instructions, size_t count,
			 const struct bpf_prog_load_opts *options);
int __wrap_bpf_prog_load(enum bpf_prog_type type, const char *name, const char *license,
			 const struct bpf_insn *instructions, size_t count,
			 const struct bpf_prog_load_opts *options);

static bool is_question(enum bpf_prog_type type, const struct bpf_insn *instructions, size_t count)
{
	if (type != BPF_PROG_TYPE_TRACEPOINT || count > 8)
		return false;
	for (size_t i = 0; i < count; i++)
		if (instructions[i].code == (BPF_JMP | BPF_CALL) &&
		    instructions[i].imm == BPF_FUNC_probe_read_kernel)
			return true;
	return false;
}

int __wrap_bpf_prog_load(enum bpf_prog_type type, const char *name, const char *license,
			 const struct bpf_insn *instructions, size_t count,
			 const struct bpf_prog_load_opts *options)
{
	/* libbpf closes whatever it gets. */
	if (is_question(type, instructions, count))
		return open("/dev/null", O_RDONLY | O_CLOEXEC);
	return __real_bpf_prog_load(type, name, license, instructions, count, options);
}

/* Loads a program that copies eight bytes of kernel memory to its stack, or a like one of user memory. */
static bool is_admitted(int helper)
{
	const struct bpf_insn program[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_X,
		  .dst_reg = BPF_REG_1,
		  .src_reg = BPF_REG_10 },
		{ .code = BPF_ALU64 | BPF_ADD | BPF_K, .dst_reg = BPF_REG_1, .imm = -8 },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_2, .imm = 8 },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_3, .imm = 0 },
		{ .code = BPF_JMP | BPF_CALL, .imm = helper },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = 0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	int fd = __real_bpf_prog_load(BPF_PROG_TYPE_KPROBE, "http_trace_ask", "GPL", program,
				      sizeof(program) / sizeof(*program), NULL);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

bool kernel_reads_refused(void)
{
	static enum { UNKNOWN, ADMITTED, REFUSED } answer;
	/* A kernel that refuses both refuses for another reason, which it says when the programs are loaded. */
	if (answer == UNKNOWN)
		answer = !is_admitted(BPF_FUNC_probe_read_kernel) &&
				 is_admitted(BPF_FUNC_probe_read_user)
			     ? REFUSED
			     : ADMITTED;
	return answer == REFUSED;
}

bool has_read_only_cast(const struct btf *btf)
{
	return arguments_of(btf, "bpf_rdonly_cast") > 0;
}

bool notes_calls(const struct btf *btf)
{
	return kernel_reads_refused() && !has_read_only_cast(btf);
}
