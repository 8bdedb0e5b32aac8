// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "packet_sockets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <linux/rtnetlink.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/*
 * A host with more interfaces than this has one socket for all of them: closing one takes the kernel as long as closing
 * a program does.
 */
#define MAX_INTERFACES 32
#define EVERYWHERE 0

/* From 4.20 on; the headers that the loader is built with may be older. */
#ifndef PACKET_IGNORE_OUTGOING
#define PACKET_IGNORE_OUTGOING 23
#endif

static struct {
	int fd;
	int interface; /* its index */
} sockets[MAX_INTERFACES];
static size_t count;
static int program = -1;
static int changes = -1;

/*
 * A cooked socket, which begins packets with their network header whatever the interface is. Until it is bound it
 * gets none, and by then it has its filter: nothing is ever queued.
 */
static int open_socket(int interface, int ignores_outgoing)
{
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = interface,
	};
	int fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 &&
	    !setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &ignores_outgoing,
			sizeof(ignores_outgoing)) &&
	    !setsockopt(fd, SOL_SOCKET, SO_ATTACH_BPF, &program, sizeof(program)) &&
	    !bind(fd, (struct sockaddr *)&address, sizeof(address)))
		return fd;
	int error = -errno;
	if (fd >= 0)
		close(fd);
	return error;
}

static int add_interface(int interface, bool is_loopback)
{
	for (size_t i = 0; i < count; i++)
		if (sockets[i].interface == interface)
			return 0;
	if (count == MAX_INTERFACES)
		return -ENOSPC;
	int fd = open_socket(interface, is_loopback);
	if (fd < 0)
		return fd == -ENODEV ? 0 : fd; /* gone again already */
	sockets[count].fd = fd;
	sockets[count++].interface = interface;
	return 0;
}

static void remove_interface(int interface)
{
	for (size_t i = 0; i < count; i++)
		if (sockets[i].interface == interface) {
			close(sockets[i].fd);
			sockets[i] = sockets[--count];
			return;
		}
}

/* What the kernel tells of interfaces. True: that was all it had been asked for. */
static bool take_messages(const char *messages, ssize_t length, int *error)
{
	const struct nlmsghdr *message = (const void *)messages;
	for (; NLMSG_OK(message, length); message = NLMSG_NEXT(message, length)) {
		const struct ifinfomsg *facts = NLMSG_DATA(message);
		if (message->nlmsg_type == NLMSG_DONE)
			return true;
		if (message->nlmsg_type == NLMSG_ERROR)
			*error = ((const struct nlmsgerr *)NLMSG_DATA(message))->error;
		/* A bridge tells of what it has lost by the same name. */
		else if (facts->ifi_family != AF_UNSPEC)
			continue;
		else if (message->nlmsg_type == RTM_DELLINK)
			remove_interface(facts->ifi_index);
		else if (message->nlmsg_type == RTM_NEWLINK)
			*error = add_interface(facts->ifi_index, facts->ifi_flags & IFF_LOOPBACK);
		if (*error)
			return true;
	}
	return false;
}

static int read_messages(int flags)
{
	_Alignas(struct nlmsghdr) char messages[32768];
	int error = 0;
	for (;;) {
		struct sockaddr_nl sender = {};
		socklen_t size = sizeof(sender);
		ssize_t length = recvfrom(changes, messages, sizeof(messages), flags,
					  (struct sockaddr *)&sender, &size);
		if (length < 0)
			return errno == EAGAIN ? 0 : -errno;
		/* Only the kernel has none. */
		if (sender.nl_pid)
			continue;
		if (take_messages(messages, length, &error))
			return error;
	}
}

/* Changes are listened to before the present state is asked for. */
static int open_each(void)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = RTMGRP_LINK };
	const struct {
		struct nlmsghdr header;
		struct ifinfomsg facts;
	} question = {
		.header = { .nlmsg_len = sizeof(question),
			    .nlmsg_type = RTM_GETLINK,
			    .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP },
	};
	changes = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	if (changes < 0 || bind(changes, (struct sockaddr *)&address, sizeof(address)) ||
	    send(changes, &question, sizeof(question), 0) < 0)
		return -errno;
	return read_messages(0);
}

/* What the sockets see twice meanwhile looks like segments that were sent again. */
static int open_for_all(int reason)
{
	int fd = open_socket(EVERYWHERE, false);
	if (fd < 0)
		return fd;
	fprintf(stderr, "one packet socket for all interfaces: %s\n", strerror(-reason));
	packet_sockets_close();
	sockets[count++].fd = fd;
	return 0;
}

int packet_sockets_open(int filter)
{
	program = filter;
	int error = open_each();
	if (error)
		error = open_for_all(error);
	if (error)
		packet_sockets_close();
	return error;
}

int packet_sockets_changes(void)
{
	return changes;
}

int packet_sockets_follow(void)
{
	int error = changes < 0 ? 0 : read_messages(MSG_DONTWAIT);
	if (error)
		error = open_for_all(error);
	if (error)
		fprintf(stderr,
			"the packets of the host's interfaces cannot be seen any more: %s\n",
			strerror(-error));
	return error;
}

void packet_sockets_close(void)
{
	while (count > 0)
		close(sockets[--count].fd);
	if (changes >= 0)
		close(changes);
	changes = -1;
}
