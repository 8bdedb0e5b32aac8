/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The packet sockets that a filter is attached to: one for each network interface, so that the one of loopback, where
 * each packet comes by twice, is spared the first time. Where that cannot be, one for all interfaces.
 */
#ifndef HTTP_TRACE_PACKET_SOCKETS_H
#define HTTP_TRACE_PACKET_SOCKETS_H

/* Returns 0, or a negative errno. */
int packet_sockets_open(int filter);

/* Readable when the interfaces have changed; negative: that need not be followed. */
int packet_sockets_changes(void);

/*
 * Follows interfaces that have come or gone, for which CAP_NET_RAW is needed. Returns 0, or a negative errno, and has
 * said so: then the trace has to end.
 */
int packet_sockets_follow(void);

void packet_sockets_close(void);

#endif
