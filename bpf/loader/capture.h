/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* A design that is attached, and what all designs do to become so. */
#ifndef HTTP_TRACE_CAPTURE_H
#define HTTP_TRACE_CAPTURE_H

#include <bpf/libbpf.h>
#include <stdbool.h>

#include "../include/counters.h"
#include "../include/settings.h"
#include "records.h"
#include "spares.h"
#include "watched.h"

struct settings {
	const char *design;	/* "auto", or the only one to try */
	const char *attachment; /* the only way of attaching to try; NULL: any */
	const char *btf; /* a file that tells the types of a kernel that does not; NULL: none */
	struct trace_settings trace;
	struct watched watched;
};

struct capture {
	const char *design;
	const char *attachment;
	int ring_fd;
	int ends_fd; /* the ring buffer that is looked at after the other one is empty */
	const struct trace_counters *counters;
	bool is_trimmed;    /* late_read.h is not there any more */
	bool sees_packets;  /* packet_sockets.h is at work */
	bool scans_owners;  /* no program tells whose sockets the packets are of */
	bool at_tracepoint; /* and not at functions */
	struct spares spares;
	struct bpf_object_skeleton *skeleton;
	void *object; /* what bpftool made of the skeleton */
};

/*
 * Loads and attaches an open object, whose programs have been chosen by then. `capture` says its design, how it
 * attaches, its object and skeleton. Returns 0, or a negative errno; then the refusal has been reported and the
 * object freed.
 */
int capture_attach(struct capture *capture, const struct settings *settings);

/* The same for a design at functions of the kernel, whose programs it chooses: by fentry, or by kprobes. */
int capture_functions(struct capture *capture, const struct settings *settings, bool fentry);

/* Detaches what is not needed any more; to be called now and then. */
void capture_trim(struct capture *capture);

/* Adds up the counters of all processors. */
void capture_losses(const struct capture *capture, struct loss_totals *totals);

/* Detaches and frees the object. */
void capture_detach(struct capture *capture);

#endif
