/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The kernel types that the programs read, reduced to the fields in use. Every access is relocated by CO-RE
 * against the running kernel's BTF, so neither order nor offsets matter here, only names.
 */
#ifndef HTTP_TRACE_KERNEL_TYPES_H
#define HTTP_TRACE_KERNEL_TYPES_H

#include <linux/bpf.h>

typedef __u64 size_t;
typedef _Bool bool;
#define true 1
#define false 0

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct ns_common {
	unsigned int inum;
};

struct net {
	struct ns_common ns;
};

typedef struct {
	struct net *net;
} possible_net_t;

struct in6_addr {
	union {
		__u8 u6_addr8[16];
		__be32 u6_addr32[4];
	} in6_u;
};

struct sock_common {
	__be32 skc_daddr;
	__be32 skc_rcv_saddr;
	__be16 skc_dport;
	__u16 skc_num;
	unsigned short skc_family;
	volatile unsigned char skc_state;
	unsigned long skc_flags;
	possible_net_t skc_net;
	struct in6_addr skc_v6_daddr;
	struct in6_addr skc_v6_rcv_saddr;
};

struct sk_buff_head {
	__u32 qlen;
};

typedef struct {
	int owned;
} socket_lock_t;

struct sk_buff;

struct sock {
	struct sock_common __sk_common;
	socket_lock_t sk_lock;
	struct sk_buff_head sk_receive_queue;
	struct {
		struct sk_buff *tail;
	} sk_backlog;
	__u16 sk_protocol;
	__u16 sk_type;
	int sk_err;
	struct socket *sk_socket;
};

struct socket {
	struct sock *sk;
};

struct sockaddr_un {
	char sun_path[108];
};

struct unix_address {
	int len;
	struct sockaddr_un name[];
};

struct unix_sock {
	struct unix_address *addr;
	struct sock *peer;
};

struct super_block {
	unsigned long s_magic;
};

struct inode {
	struct super_block *i_sb;
};

struct file {
	struct inode *f_inode;
	void *private_data;
};

struct sk_buff {
	struct sock *sk;
};

struct page;

struct mm_struct {
	unsigned long arg_start;
	unsigned long arg_end;
	struct task_struct *owner;
};

struct task_struct {
	struct mm_struct *mm;
	struct task_struct *group_leader;
	int pid;
	int tgid;
	char comm[16];
};

struct tcp_sock {
	__u32 copied_seq;
	__u32 write_seq;
	__u64 bytes_received;
	__u64 bytes_sent;
	__u64 bytes_retrans;
	__u32 snd_nxt;
	__u32 rcv_nxt;
	__u32 srtt_us;
	__u32 segs_in;
	__u32 data_segs_in;
	__u32 segs_out;
	__u32 total_retrans;
	bool is_mptcp;
};

struct iovec {
	void *iov_base;
	size_t iov_len;
};

struct iov_iter {
	__u8 iter_type;
	size_t iov_offset;
	size_t count;
	const struct iovec *iov;
	void *ubuf;
};

struct msghdr {
	struct iov_iter msg_iter;
};

enum sock_flags {
	SOCK_DONE,
};

enum iter_type {
	ITER_IOVEC,
	ITER_UBUF,
};

#pragma clang attribute pop

/* Values that user space sees too, and that therefore never change. */
#define AF_UNIX 1
#define AF_INET 2
#define AF_INET6 10
#define IPPROTO_TCP 6
#define IPPROTO_MPTCP 262
#define SOCK_STREAM 1
#define SOCKFS_MAGIC 0x534f434b
#define EPIPE 32
#define ECONNRESET 104
#define ETIMEDOUT 110
#define MSG_OOB 0x1
#define MSG_PEEK 0x2
#define MSG_TRUNC 0x20
#define MSG_ERRQUEUE 0x2000
#define TCP_ESTABLISHED 1
#define TCP_SYN_SENT 2
#define TCP_SYN_RECV 3
#define TCP_FIN_WAIT1 4
#define TCP_FIN_WAIT2 5
#define TCP_CLOSE 7
#define TCP_CLOSE_WAIT 8
#define TCP_LAST_ACK 9
#define TCP_LISTEN 10

#endif
