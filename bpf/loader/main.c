// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * http-trace-loader: attaches the capture design that works on this kernel and copies its records to standard
 * output (see ../include/event.h) until standard input closes. It parses nothing and pins nothing, so the
 * kernel frees everything with this process.
 */
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "design.h"
#include "kernel_btf.h"
#include "options.h"
#include "output.h"
#include "owner_scan.h"
#include "packet_sockets.h"
#include "parts.h"
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

/* At the end: how long the reader may take nothing, and how long it may go on taking. */
#define READER_PATIENCE_MS 1000
#define DRAIN_FOR_MS 3000

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
	const struct packet_event *packet = record;
	size_t length = header->size;
	if (length > size)
		return 0;
	if (header->type == EVENT_DATA)
		length = sizeof(*data) + data->captured;
	if (header->type == EVENT_PROCESS)
		length = sizeof(*process) + process->length;
	if (header->type == EVENT_PACKET)
		length = sizeof(*packet) + packet->captured;
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

/* What was captured before the end still counts, as long as the reader takes it. NULL: only what is held already. */
static void drain(struct ring_buffer *ring)
{
	long latest = now_ms() + DRAIN_FOR_MS;
	long give_up = now_ms() + READER_PATIENCE_MS;
	long last_held = LONG_MAX;
	while (now_ms() < give_up && now_ms() < latest) {
		bool more = ring && output_has_room() && ring_buffer__consume(ring) == -ENOBUFS;
		long held = output_flush();
		if (held < 0 || (held == 0 && !more))
			return;
		if (held < last_held)
			give_up = now_ms() + READER_PATIENCE_MS;
		last_held = held;
		struct pollfd reader = { .fd = STDOUT_FILENO, .events = POLLOUT };
		if (held)
			poll(&reader, 1, LOOK_EVERY_MS);
	}
}

static void tell_losses(const struct capture *capture, struct loss_totals *told)
{
	struct loss_totals now;
	capture_losses(capture, &now);
	add_losses(&now, told);
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
		/* Where the reader has stalled for long, the ring buffer fills, and counts what it cannot hold. */
		struct pollfd watched[] = {
			{ .fd = STDIN_FILENO, .events = POLLIN },
			{ .fd = held ? STDOUT_FILENO : -1, .events = POLLOUT },
			{ .fd = packet_sockets_changes(), .events = POLLIN },
		};
		poll(watched, 3, more && !held ? 0 : LOOK_EVERY_MS);
		if (watched[0].revents && !input_is_open())
			break;
		if (watched[2].revents && packet_sockets_follow())
			break;
		if (!output_has_room())
			continue;
		more = ring_buffer__consume(ring) == -ENOBUFS;
		if (now_ms() < next_tick)
			continue;
		next_tick = now_ms() + 1000;
		capture_trim(capture);
		if (capture->scans_owners)
			owner_scan();
		add_clock();
		tell_losses(capture, &told);
	}
	tell_losses(capture, &told);
	drain(ring);
	/* Detaching waits for the kernel, on a busy machine for half a minute: nobody is to wait for that to know all. */
	add_report(report_told());
	drain(NULL);
}

static int fail(const char *code, const char *message)
{
	add_report(report_failed(code, message));
	output_flush();
	fprintf(stderr, "%s\n", message);
	return 1;
}

static int fail_without_btf(const char *file, int error)
{
	char message[512] = "the kernel has no BTF (/sys/kernel/btf/vmlinux); it was built "
			    "without CONFIG_DEBUG_INFO_BTF";
	if (file)
		snprintf(message, sizeof(message),
			 "the kernel has no BTF, and %.300s holds no BTF of a kernel (%s)", file,
			 strerror(-error));
	return fail("no-btf", message);
}

/* Says what works here, by trying it. Without privileges too: then the kernel says that they are missing. */
static int check(const struct settings *settings)
{
	report_listen();
	kernel_btf_from(settings->btf);
	report_part("BTF", kernel_btf_check());
	check_parts();
	check_designs(settings);
	return puts(report_check()) < 0 || fflush(stdout) ? 1 : 0;
}

static int trace(const struct settings *settings)
{
	if (!can_trace())
		return fail("no-privilege", "the loader has neither root's rights nor CAP_BPF and "
					    "one of CAP_PERFMON and CAP_NET_RAW");
	report_listen();
	kernel_btf_from(settings->btf);
	/* Packets do without; a file that holds no types is somebody's mistake. */
	bool may_do_without = !strcmp(settings->design, "socket_filter") ||
			      (!strcmp(settings->design, "auto") && !settings->btf);
	int unknown = kernel_btf_check();
	if (unknown && !may_do_without)
		return fail_without_btf(settings->btf, unknown);
	struct capture capture = {};
	int refused = attach_design(settings, &capture);
	if (refused && unknown && strcmp(settings->design, "socket_filter"))
		return fail_without_btf(settings->btf, unknown);
	if (refused == -ENOENT)
		return fail("no-design", "this version has no capture design of that name");
	if (refused)
		return fail("no-design", "the kernel refused every capture design that was tried");
	struct ring_buffer *ring = ring_buffer__new(capture.ring_fd, take_record, NULL, NULL);
	if (!ring || ring_buffer__add(ring, capture.ends_fd, take_record, NULL))
		return fail("no-design", "the ring buffers could not be mapped");
	if (capture.sees_packets)
		owner_scan();
	if (drop_privileges(capture.scans_owners, capture.sees_packets))
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

int main(int count, char **words)
{
	struct settings settings = { .design = "auto", .trace = { .capture_limit = 65536 } };
	struct sigaction action = { .sa_handler = stop };
	sigaction(SIGINT, &action, 0);
	sigaction(SIGTERM, &action, 0);
	sigaction(SIGHUP, &action, 0);
	signal(SIGPIPE, SIG_IGN);
	switch (read_options(count, words, &settings)) {
	case ACTION_TRACE:
		return trace(&settings);
	case ACTION_CHECK:
		return check(&settings);
	case ACTION_CAN_TRACE:
		return can_trace() ? 0 : 1;
	case ACTION_VERSION:
		puts(VERSION);
		return 0;
	case ACTION_USAGE:
		break;
	}
	print_usage();
	return 2;
}
