/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The capture designs, tried in order. */
#ifndef HTTP_TRACE_DESIGN_H
#define HTTP_TRACE_DESIGN_H

#include "capture.h"

/* Returns 0, or a negative errno when every design was refused; each refusal has then been reported. */
int attach_design(const struct settings *settings, struct capture *capture);

/* Attaches and detaches every design that is chosen, and reports each outcome. */
void check_designs(const struct settings *settings);

/* One entry of the table in design.c. `capture` says already what is to be attached, and how. */
typedef int attach_function(const struct settings *settings, struct capture *capture);
attach_function attach_tracepoint_fentry;
attach_function attach_tracepoint_kprobe;
attach_function attach_kprobe;
attach_function attach_raw_tp_typed;
attach_function attach_raw_tp_plain;
attach_function attach_socket_filter;

#endif
