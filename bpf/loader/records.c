// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "records.h"

#include <string.h>
#include <time.h>

#include "output.h"

static __u64 now_ns(clockid_t clock)
{
	struct timespec now;
	clock_gettime(clock, &now);
	return (__u64)now.tv_sec * 1000000000ull + (__u64)now.tv_nsec;
}

static struct event_header header(__u16 type, size_t size)
{
	return (struct event_header){ .size = (__u32)size,
				      .type = type,
				      .time_ns = now_ns(CLOCK_MONOTONIC) };
}

bool add_clock(void)
{
	struct clock_event event = {
		.header = header(EVENT_CLOCK, sizeof(event)),
		.realtime_ns = now_ns(CLOCK_REALTIME),
	};
	return output_add(&event, sizeof(event), sizeof(event));
}

bool add_report(const char *json)
{
	size_t length = strlen(json);
	size_t padded = (length + 7) & ~(size_t)7;
	struct report_event event = {
		.header = header(EVENT_REPORT, sizeof(event) + padded),
		.length = (__u32)length,
	};
	return output_add(&event, sizeof(event), sizeof(event)) && output_add(json, length, padded);
}

bool add_owner(const struct task_identity *task, const struct four_tuple *tuple)
{
	struct owner_event event = {
		.header = header(EVENT_OWNER, sizeof(event)),
		.task = *task,
		.tuple = *tuple,
	};
	return output_add(&event, sizeof(event), sizeof(event));
}

bool add_losses(const struct loss_totals *now, struct loss_totals *told)
{
	for (__u32 reason = 0; reason < LOSS_REASONS; reason++) {
		if (now->events[reason] == told->events[reason])
			continue;
		struct loss_event event = {
			.header = header(EVENT_LOSS, sizeof(event)),
			.events = now->events[reason] - told->events[reason],
			.bytes = now->bytes[reason] - told->bytes[reason],
			.reason = reason,
		};
		if (!output_add(&event, sizeof(event), sizeof(event)))
			return false;
		told->events[reason] = now->events[reason];
		told->bytes[reason] = now->bytes[reason];
	}
	return true;
}
