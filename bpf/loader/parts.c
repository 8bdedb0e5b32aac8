// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "parts.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "report.h"

static const char *const folders[] = { "/sys/kernel/tracing", "/sys/kernel/debug/tracing" };

static const char *tracefs(void)
{
	char events[64];
	snprintf(events, sizeof(events), "%s/events", folders[1]);
	/* The older place, where only debugfs is mounted. */
	return access(folders[0], F_OK) && !access(events, F_OK) ? folders[1] : folders[0];
}

/* Whether a file of tracefs opens: lockdown shows itself only then. Opening changes nothing. */
static int opens(const char *path, int flags)
{
	char whole[128];
	snprintf(whole, sizeof(whole), "%s/%s", tracefs(), path);
	int file = open(whole, flags | O_CLOEXEC);
	if (file < 0)
		return errno;
	close(file);
	return 0;
}

static int has_ring_buffer(void)
{
	int map = bpf_map_create(BPF_MAP_TYPE_RINGBUF, "http_trace_check", 0, 0,
				 (__u32)sysconf(_SC_PAGESIZE), NULL);
	if (map < 0)
		return map;
	close(map);
	return 0;
}

void check_parts(void)
{
	report_part("ring buffer", has_ring_buffer());
	report_part("tracefs", opens("events", O_RDONLY | O_DIRECTORY));
	report_part("kprobe_events", opens("kprobe_events", O_WRONLY | O_APPEND));
	report_part("tracepoint sock:inet_sock_set_state",
		    opens("events/sock/inet_sock_set_state/id", O_RDONLY));
	report_part("tracepoint tcp:tcp_retransmit_skb",
		    opens("events/tcp/tcp_retransmit_skb/id", O_RDONLY));
	report_part("tracepoint raw_syscalls:sys_enter",
		    opens("events/raw_syscalls/sys_enter/id", O_RDONLY));
}
