/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The event ABI: what kernel programs and the loader write, and what the agent reads. The agent's offsets are
 * generated from the BTF of these types at build time. Host byte order; records are 8-byte aligned and follow
 * one another without padding between `size`d records.
 */
#ifndef HTTP_TRACE_EVENT_H
#define HTTP_TRACE_EVENT_H

#include <linux/types.h>

#define EVENT_ABI_VERSION 1
#define COMM_LENGTH 16
#define UNIX_PATH_LENGTH 112 /* sun_path has 108, and a NUL is not among the `length` */

enum event_type {
	/* struct socket_event: a connection changed its state, or (old_state == new_state) is seen for the first
	 * time. One always comes before the first EVENT_DATA of a connection. After one to TCP_CLOSE with FLAG_UNREAD
	 * comes one from TCP_CLOSE to TCP_CLOSE, when the socket goes. */
	EVENT_SOCKET = 1,
	EVENT_DATA = 2, /* struct data_event, then `captured` bytes */
	EVENT_LOSS = 3, /* struct loss_event, from the loader once a second when a counter grew */
	EVENT_CLOCK =
	    4, /* struct clock_event, from the loader before the first event and once a second */
	EVENT_PROCESS =
	    6, /* struct process_event, then `length` bytes of arguments, each ended by a NUL */
	EVENT_REPORT = 5, /* struct report_event, then `length` bytes of JSON, from the loader */
	EVENT_RETRANSMIT = 7, /* struct retransmit_event, at most one a second and connection */
	EVENT_UNIX = 8,	      /* struct unix_event, before the first EVENT_DATA of a Unix socket */
	EVENT_PACKET =
	    10, /* struct packet_event, then `captured` bytes: in place of the first two */
	EVENT_OWNER = 11, /* struct owner_event: whose socket has this end of a connection */
};

enum event_flag {
	FLAG_SEND = 1 << 0, /* the process sent; else it received */
	FLAG_JOINED =
	    1
	    << 1, /* the connection is older than the trace: positions begin at the first event seen */
	FLAG_ACCEPTED = 1 << 2,	  /* the local end accepted the connection */
	FLAG_CONNECTED = 1 << 3,  /* the local end opened the connection; neither: not known */
	FLAG_UNREADABLE = 1 << 4, /* bytes could not be read although the limit allowed it */
	FLAG_UNREAD = 1 << 5,	  /* closed, but the process may still read what has come */
};

enum address_family {
	FAMILY_IPV4 = 4,
	FAMILY_IPV6 = 6,
};

/* What ended a connection first. */
enum ended_by {
	ENDED_UNKNOWN = 0,
	ENDED_BY_LOCAL = 1, /* the process closed or shut it down, or aborted it */
	ENDED_BY_REMOTE = 2,
	ENDED_BY_RESET = 3, /* the other end reset it while both directions were open */
	ENDED_BY_TIMEOUT = 4,
};

enum loss_reason {
	LOSS_RING_BUFFER_FULL = 0,
	LOSS_CONNECTION_TABLE_FULL = 1,
	LOSS_UNREADABLE_MEMORY = 2,
	LOSS_PROBE_MISSED = 3,
	LOSS_PLACE_UNKNOWN = 4, /* several senders, or readers, of one connection at once */
	LOSS_MULTIPATH = 5,	/* a connection by MPTCP: its bytes are not seen */
	LOSS_REASONS = 6,
};

struct event_header {
	__u32 size;    /* of the whole record, payload and padding to 8 bytes included */
	__u16 type;    /* enum event_type */
	__u16 flags;   /* enum event_flag */
	__u64 time_ns; /* CLOCK_MONOTONIC */
};

/* The owner is the task that made the system call; pid 0 where the kernel ran in no task's name. */
struct task_identity {
	__u32 pid; /* thread group id, in the initial namespace */
	__u32 tid;
	char comm[COMM_LENGTH];
};

struct four_tuple {
	__u8 local_address[16]; /* IPv4 in the first four bytes */
	__u8 remote_address[16];
	__u16 local_port; /* host byte order, as the remote one */
	__u16 remote_port;
	__u16 family; /* enum address_family */
	__u16 reserved;
	__u32 netns; /* inode of the network namespace */
};

struct socket_event {
	struct event_header header;
	__u64 connection;
	struct task_identity task;
	struct four_tuple tuple;
	__u16
	    old_state; /* TCP_ESTABLISHED = 1 … TCP_LISTEN = 10, as in the kernel's tcp_states.h */
	__u16 new_state;
	__s32 error; /* the socket's errno as a positive number, 0 where there is none */
	/*
	 * Payload bytes so far: for new_state TCP_CLOSE as the kernel counts them, at the first event of a
	 * connection older than the trace the positions from which its data events count. When this end has
	 * sent its last byte (TCP_FIN_WAIT1, TCP_LAST_ACK), the position after it.
	 */
	__u64 sent;
	__u64 received;
	__u64 read; /* of those received, the ones that the process took */
	__u32
	    rtt_us; /* smoothed round-trip time; 0: not measured. This and `read` from TCP_ESTABLISHED on */
	__u32 segments_in; /* these for new_state TCP_CLOSE only */
	__u32 data_segments_in;
	__u32 segments_out;
	__u32 retransmitted; /* segments */
	__u16 ended_by;	     /* enum ended_by */
	__u16 reserved;
};

struct retransmit_event {
	struct event_header header;
	__u64 connection;
	__u32 segments; /* retransmitted since the last of these events */
	__u32 rtt_us;
};

/* One end of a connected Unix stream socket; both are on the host. */
struct unix_event {
	struct event_header header;
	__u64 connection;
	__u64 peer; /* connection id of the other end */
	struct task_identity task;
	__u64 sent; /* bytes so far, where it is closed */
	__u64 received;
	__u16 closed;
	__u16 length; /* of the path */
	__u32 reserved;
	char path
	    [UNIX_PATH_LENGTH]; /* of the end that listened; begins with a NUL: an abstract name */
};

struct data_event {
	struct event_header header;
	__u64 connection;
	__u64 position; /* payload bytes of this direction before this event */
	__u64 began_ns; /* when the call moved its first byte; header.time_ns: when it returned */
	__u32 moved;	/* bytes that the call really moved, and this event stands for */
	__u32 captured; /* of these, the first ones that follow this struct */
	struct task_identity task;
};

enum packet_flag {
	PACKET_FIN = 1 << 0, /* those of the TCP header (RFC 9293, 3.1) */
	PACKET_SYN = 1 << 1,
	PACKET_RST = 1 << 2,
	PACKET_ACK = 1 << 4,
};

/* A TCP segment, or a part of a large one; it has passed an interface of this network namespace. */
struct packet_event {
	struct event_header header;
	__u64
	    connection; /* the kernel's entry for it: one connection may have several one after another */
	struct four_tuple tuple; /* local: where it came from; remote: where it goes */
	__u32 sequence;		 /* of the first payload byte; of a SYN, the one after it */
	__u32 acknowledged;
	__u32 length;	/* payload bytes that this event stands for */
	__u32 captured; /* of these, the first ones that follow this struct */
	__u32 interface;
	__u8 flags;	/* enum packet_flag; FIN and RST come with the last part */
	__u8 not_http;	/* payload of this connection is not told: `sequence` alone moves on */
	__u8 direction; /* 0: from the end with the lower port, or address; else 1 */
	__u8 reserved;
};

/* Told by a system call of the owner, or by what /proc says of sockets that were there before. */
struct owner_event {
	struct event_header header;
	struct task_identity task;
	struct four_tuple tuple; /* a listening socket has no remote port */
};

/*
 * What a process was started as, at the moment it opens a connection: by the time anybody looks into /proc, a
 * short-lived client has gone.
 */
struct process_event {
	struct event_header header;
	struct task_identity task;
	__u32 length;
	__u32 reserved;
};

struct loss_event {
	struct event_header header;
	__u64 events; /* growth since the last report */
	__u64 bytes;
	__u32 reason; /* enum loss_reason */
	__u32 reserved;
};

struct clock_event {
	struct event_header
	    header; /* time_ns is CLOCK_MONOTONIC at the same moment as realtime_ns */
	__u64 realtime_ns;
};

struct report_event {
	struct event_header header;
	__u32 length;
	__u32 reserved;
};

#endif
