/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The maps that all designs share, and the counters of what was dropped. */
#ifndef HTTP_TRACE_MAPS_H
#define HTTP_TRACE_MAPS_H

#include "classify.h"
#include "counters.h"
#include "kernel_drift.h"
#include "settings.h"

#include <bpf/bpf_helpers.h>

#define MAX_CONNECTIONS 65536

enum direction {
	SENT = 0,
	RECEIVED = 1,
};

enum protocol {
	PROTOCOL_UNKNOWN = 0,
	PROTOCOL_HTTP = 1,
	PROTOCOL_OTHER = 2,
	/* A PROXY header came, of anything: TLS too. It is told until it looks like HTTP, or its answer does not. */
	PROTOCOL_PROXIED = 3,
};

/* The first bytes of a connection, for as long as too few came to tell what it is. */
struct opening {
	__u64 scratch;
	/* Twice the size: the verifier sees place and length, each below CLASSIFIED_BYTES, but not their sum. */
	__u8 bytes[2 * CLASSIFIED_BYTES];
	__u8 length;
	__u8 direction;
};

struct connection {
	__u64 id;
	__u64 position[2];   /* payload bytes moved, by direction */
	__u64 send_began_ns; /* of a send that waits for room; 0: none does */
	__u64 owed_ns;	     /* when a call last returned whose bytes have no known place */
	__s64 owed;	     /* bytes sent by calls that had not returned then */
	__u32 origin[2];     /* TCP sequence number of the first payload byte */
	__u32 late;	     /* bytes of a Unix socket that late_read.h has told */
	__u32 turn[2];	     /* bytes copied since the other direction last moved */
	__u16 flags;	     /* enum event_flag, those of the connection */
	__u8 protocol;
	__u8 announced;	 /* its socket_event reached the ring buffer */
	__u8 misses[2];	 /* calls that did not look like HTTP, on a joined connection */
	__u8 ended_by;	 /* enum ended_by */
	__u8 unread;	 /* older than the trace, and no receive of it was seen yet */
	__u8 connecting; /* inside connect(), which will tell how it went */
	__u8 unwatched;	 /* the trace is limited to others */
	__u8
	    unlimited; /* HTTP/2, or what an upgrade leads to: no turn tells where a message begins */
	__u8 state;    /* TCP's that was told last, where there are spares */
	__u8 closed;   /* and yet its process may read on */
	__u8 early;    /* bytes moved before the handshake was over (TCP Fast Open) */
	__u32 retransmitted; /* segments that are not told yet */
	__u64 retransmit_ns; /* when some were told */
	struct opening opening;
};

/* By address of the socket. An address can be used again: the entry goes when the socket closes. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, MAX_CONNECTIONS);
	__type(key, __u64);
	__type(value, struct connection);
} connections SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 16 * 1024 * 1024);
} events SEC(".maps");

/* Where the end of a connection goes when there is no room among the others: nothing else would ever say that it is over. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1024 * 1024);
} ends SEC(".maps");

/*
 * Ids that no connection has had. Whoever takes one puts back the one CONNECTION_IDS higher: a queue does both
 * under its lock, while an atomic addition gives its result back from 5.12 on only.
 */
struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, CONNECTION_IDS);
	__type(value, __u64);
} connection_ids SEC(".maps");

const volatile struct trace_settings settings SEC(SETTINGS_SECTION) = {};

/* Global data, because the loader reads it through its mapping after it has dropped its capabilities. */
struct trace_counters counters;

static __always_inline struct cpu_counters *this_cpu_counters(void)
{
	return &counters.by_cpu[bpf_get_smp_processor_id() & (MAX_CPUS - 1)];
}

static __always_inline void count_loss(enum loss_reason reason, __u64 bytes)
{
	struct cpu_counters *mine = this_cpu_counters();
	__sync_fetch_and_add(&mine->losses[reason].events, 1);
	/* The compiler makes an atomic `or` of adding nothing, and that came with 5.12. */
	if (bytes)
		__sync_fetch_and_add(&mine->losses[reason].bytes, bytes);
}

/* Heads are not to suffer from the limit on bodies. */
#define HEAD_ALLOWANCE 16384

/* Of `moved` bytes the first ones that are still copied when `copied` of their message were. */
static __always_inline __u32 within_limit(__u32 copied, __u32 moved)
{
	__u32 limit = settings.capture_limit > ~0u - HEAD_ALLOWANCE
			  ? ~0u
			  : settings.capture_limit + HEAD_ALLOWANCE;
	__u32 allowed = copied < limit ? limit - copied : 0;
	return moved < allowed ? moved : allowed;
}

/* A wake-up costs more than everything else here together, so there is none: the loader looks by its own clock. */
static __always_inline void submit(void *record)
{
	bpf_ringbuf_submit(record, BPF_RB_NO_WAKEUP);
}

/* Stands between two tests for a record: the verifiers up to 6.1 do not know that the first one decides the second. */
static __always_inline void test_apart(void)
{
	asm volatile("" ::: "memory");
}

#endif
