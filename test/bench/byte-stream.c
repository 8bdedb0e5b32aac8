// SPDX-License-Identifier: MIT
/*
 * Moves bytes that are not HTTP between two processes over one TCP connection of the loopback, and prints the
 * seconds it took: `byte-stream stream BYTES` in writes and reads of 16 KiB, `byte-stream pingpong ROUNDS` as 64
 * bytes there and 64 back. A bench compares the two times, with and without a trace.
 */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CHUNK 16384
#define PING 64

static char buffer[CHUNK];

static void must(int condition, const char *what)
{
	if (condition)
		return;
	perror(what);
	exit(1);
}

static void send_all(int socket, size_t length)
{
	for (size_t sent = 0; sent < length;) {
		ssize_t now = write(socket, buffer + sent, length - sent);
		must(now > 0, "write");
		sent += (size_t)now;
	}
}

/* False at the end of the stream. */
static int receive_all(int socket, size_t length)
{
	for (size_t received = 0; received < length;) {
		ssize_t now = read(socket, buffer + received, length - received);
		must(now >= 0, "read");
		if (!now)
			return 0;
		received += (size_t)now;
	}
	return 1;
}

static void without_delay(int socket)
{
	int on = 1;
	must(!setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)), "TCP_NODELAY");
}

/* The other process: takes every byte, and in a pingpong sends as many back. */
static int serve(int listener, int pingpong)
{
	int socket = accept(listener, 0, 0);
	must(socket >= 0, "accept");
	without_delay(socket);
	if (pingpong)
		while (receive_all(socket, PING))
			send_all(socket, PING);
	else
		while (read(socket, buffer, CHUNK) > 0)
			;
	return 0;
}

static double now_s(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(int count, char **words)
{
	int pingpong = count == 3 && !strcmp(words[1], "pingpong");
	long long amount = count == 3 ? atoll(words[2]) : 0;
	if (amount <= 0 || (!pingpong && strcmp(words[1], "stream"))) {
		fputs("Usage: byte-stream stream BYTES | pingpong ROUNDS\n", stderr);
		return 2;
	}
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	must(listener >= 0, "socket");
	must(!bind(listener, (struct sockaddr *)&address, length), "bind");
	must(!listen(listener, 1), "listen");
	must(!getsockname(listener, (struct sockaddr *)&address, &length), "getsockname");
	memset(buffer, 0xa5, sizeof(buffer));

	pid_t server = fork();
	must(server >= 0, "fork");
	if (!server)
		return serve(listener, pingpong);
	int client = socket(AF_INET, SOCK_STREAM, 0);
	must(client >= 0, "socket");
	must(!connect(client, (struct sockaddr *)&address, length), "connect");
	without_delay(client);
	double began = now_s();
	if (pingpong)
		for (long long round = 0; round < amount; round++) {
			send_all(client, PING);
			must(receive_all(client, PING), "the other process ended");
		}
	else
		for (long long sent = 0; sent < amount; sent += CHUNK)
			send_all(client, CHUNK);
	/* All bytes have arrived when the other process has seen the end. */
	must(!shutdown(client, SHUT_WR), "shutdown");
	int status = 1;
	must(waitpid(server, &status, 0) == server && !status, "the other process");
	printf("%.6f seconds\n", now_s() - began);
	return 0;
}
