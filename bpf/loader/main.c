// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * http-trace-loader: attaches the capture design that works on this kernel and copies its records to standard
 * output (see ../include/event.h) until standard input closes. It parses nothing and pins nothing, so the
 * kernel frees everything with this process.
 */
#define _GNU_SOURCE
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "design.h"
#include "output.h"
#include "privileges.h"
#include "records.h"
#include "report.h"

#ifndef VERSION
#error "VERSION is given by the build"
#endif

/*
 * The kernel programs never wake the loader. It must not poll the ring buffer either: under load that is always
 * readable, and the loader would take the processor for every few records.
 */
#define LOOK_EVERY_MS 25

#define DRAIN_FOR_MS 1000

static volatile sig_atomic_t stopping;

static void stop(int signal_number)
{
	(void)signal_number;
	stopping = 1;
}

/* A negative answer ends this round of consuming; the record itself has been taken. */
static int take_record(void *context, void *record, size_t size)
{
	(void)context;
	const struct event_header *header = record;
	const struct data_event *data = record;
	const struct process_event *process = record;
	size_t length = header->size;
	if (length > size)
		return 0;
	if (header->type == EVENT_DATA)
		length = sizeof(*data) + data->captured;
	if (header->type == EVENT_PROCESS)
		length = sizeof(*process) + process->length;
	output_add(record, length, header->size);
	return output_has_room() ? 0 : -ENOBUFS;
}

/* False: standard input has closed. What is written there has no meaning. */
static bool input_is_open(void)
{
	char ignored[256];
	ssize_t got = read(STDIN_FILENO, ignored, sizeof(ignored));
	return got > 0 || (got < 0 && (errno == EINTR || errno == EAGAIN));
}

static long now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* What was captured before the end still counts, as long as the reader takes it. */
static void drain(struct ring_buffer *ring)
{
	long give_up = now_ms() + DRAIN_FOR_MS;
	while (now_ms() < give_up) {
		bool more = output_has_room() && ring_buffer__consume(ring) == -ENOBUFS;
		long held = output_flush();
		if (held < 0 || (held == 0 && !more))
			return;
		struct pollfd reader = { .fd = STDOUT_FILENO, .events = POLLOUT };
		if (held)
			poll(&reader, 1, LOOK_EVERY_MS);
	}
}

static void copy_records(struct capture *capture, struct ring_buffer *ring)
{
	struct loss_totals told = {};
	long next_tick = now_ms() + 1000;
	bool more = false; /* the output was full before the ring buffer was empty */
	while (!stopping) {
		long held = output_flush();
		if (held < 0)
			return;
		/* While the reader stalls the ring buffer holds what comes, and counts what it cannot hold. */
		struct pollfd watched[] = {
			{ .fd = STDIN_FILENO, .events = POLLIN },
			{ .fd = held ? STDOUT_FILENO : -1, .events = POLLOUT },
		};
		poll(watched, 2, more && !held ? 0 : LOOK_EVERY_MS);
		if (watched[0].revents && !input_is_open())
			break;
		if (!output_has_room())
			continue;
		more = ring_buffer__consume(ring) == -ENOBUFS;
		if (now_ms() < next_tick)
			continue;
		next_tick = now_ms() + 1000;
		struct loss_totals now;
		capture_trim(capture);
		capture_losses(capture, &now);
		add_clock();
		add_losses(&now, &told);
	}
	drain(ring);
}

static int fail(const char *code, const char *message)
{
	add_report(report_failed(code, message));
	output_flush();
	fprintf(stderr, "%s\n", message);
	return 1;
}

static int trace(const struct settings *settings)
{
	if (!can_trace())
		return fail("no-privilege",
			    "the loader has neither root's rights nor CAP_BPF and CAP_PERFMON");
	if (access("/sys/kernel/btf/vmlinux", R_OK))
		return fail("no-btf",
			    "the kernel has no BTF (/sys/kernel/btf/vmlinux); it was built "
			    "without CONFIG_DEBUG_INFO_BTF");
	report_listen();
	struct capture capture = {};
	int refused = attach_design(settings, &capture);
	if (refused == -ENOENT)
		return fail("no-design", "this version has no capture design of that name");
	if (refused)
		return fail("no-design", "the kernel refused every capture design that was tried");
	struct ring_buffer *ring = ring_buffer__new(capture.ring_fd, take_record, NULL, NULL);
	if (!ring)
		return fail("no-design", "the ring buffer could not be mapped");
	if (drop_privileges())
		return fail("no-privilege", "the loader could not give up its privileges");
	/* A change of user clears it, so it comes after. Standard input tells of the agent's end as well. */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (output_open())
		return 1;
	add_clock();
	add_report(report_ready(capture.design, capture.attachment));
	copy_records(&capture, ring);
	ring_buffer__free(ring);
	capture_detach(&capture);
	return 0;
}

static int usage(void)
{
	fputs("Usage: http-trace-loader [--design auto|tracepoint] [--attachment fentry|kprobe]\n"
	      "                         [--capture-limit BYTES]\n"
	      "       http-trace-loader --can-trace | --version\n",
	      stderr);
	return 2;
}

int main(int count, char **words)
{
	static const struct option options[] = {
		{ "design", required_argument, 0, 'd' },
		{ "attachment", required_argument, 0, 'a' },
		{ "capture-limit", required_argument, 0, 'l' },
		{ "can-trace", no_argument, 0, 'c' },
		{ "version", no_argument, 0, 'v' },
		{ 0, 0, 0, 0 },
	};
	struct settings settings = { .design = "auto", .trace = { .capture_limit = 65536 } };
	char *end;
	for (int option; (option = getopt_long(count, words, "", options, 0)) != -1;) {
		switch (option) {
		case 'd':
			settings.design = optarg;
			break;
		case 'a':
			settings.attachment = optarg;
			break;
		case 'l':
			settings.trace.capture_limit = (__u32)strtoul(optarg, &end, 10);
			if (end == optarg || *end)
				return usage();
			break;
		case 'c':
			return can_trace() ? 0 : 1;
		case 'v':
			puts(VERSION);
			return 0;
		default:
			return usage();
		}
	}
	struct sigaction action = { .sa_handler = stop };
	sigaction(SIGINT, &action, 0);
	sigaction(SIGTERM, &action, 0);
	sigaction(SIGHUP, &action, 0);
	signal(SIGPIPE, SIG_IGN);
	return trace(&settings);
}
