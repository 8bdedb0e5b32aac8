// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Compiled for its BTF alone: one variable of each type of the event ABI keeps that type in the object. */
#include <linux/types.h>

#include "event.h"

enum event_type event_type;
enum event_flag event_flag;
enum address_family address_family;
enum loss_reason loss_reason;
enum ended_by ended_by;
enum packet_flag packet_flag;

struct event_header event_header;
struct task_identity task_identity;
struct four_tuple four_tuple;
struct socket_event socket_event;
struct data_event data_event;
struct packet_event packet_event;
struct owner_event owner_event;
struct process_event process_event;
struct loss_event loss_event;
struct clock_event clock_event;
struct report_event report_event;
struct retransmit_event retransmit_event;
struct unix_event unix_event;
