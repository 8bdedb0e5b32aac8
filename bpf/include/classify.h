/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Do these first bytes look like HTTP? Whether they are is for the agent to say. */
#ifndef HTTP_TRACE_CLASSIFY_H
#define HTTP_TRACE_CLASSIFY_H

#include <linux/types.h>

#ifndef __always_inline
#define __always_inline inline __attribute__((always_inline))
#endif

enum likeness {
	LIKENESS_NONE = 0,
	LIKENESS_OPEN = 1, /* too few bytes to tell */
	LIKENESS_HTTP = 2,
	LIKENESS_PROXIED = 3, /* a header of the PROXY protocol: what comes after it tells */
};

/* The longest registered method is UPDATEREDIRECTREF (RFC 4437). */
#define LONGEST_METHOD 20

/* The method, the blank after it, and two bytes of the target. */
#define CLASSIFIED_BYTES (LONGEST_METHOD + 3)

static __always_inline int is_method_character(__u8 c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
}

/* Type, flags and stream of a SETTINGS frame come after three bytes of length. */
#define SETTINGS_HEADER 9

/*
 * An HTTP/2 server may send its SETTINGS frame before it reads the client's preface (RFC 9113, section 3.4): a short
 * frame of type 4 without flags, on stream 0.
 */
static __always_inline enum likeness classify_settings(const __u8 *bytes, __u32 length)
{
#pragma clang loop unroll(disable)
	for (__u32 i = 1; i < SETTINGS_HEADER; i++) {
		if (i >= length)
			return LIKENESS_OPEN;
		/* The last byte of the length may be anything. */
		if (i != 2 && bytes[i] != (i == 3 ? 4 : 0))
			return LIKENESS_NONE;
	}
	return LIKENESS_HTTP;
}

static __always_inline int is_line_end(__u8 c)
{
	return c == '\r' || c == '\n';
}

#define PROXY_SIGNATURE 12

/* Version 2 of the PROXY protocol (section 2.2), of which the first five bytes can begin nothing else. */
static __always_inline enum likeness classify_signature(const __u8 *bytes, __u32 length)
{
	if (length < PROXY_SIGNATURE)
		return LIKENESS_OPEN;
	return bytes[0] == '\r' && bytes[1] == '\n' && bytes[2] == '\r' && bytes[3] == '\n' &&
		       bytes[5] == '\r' && bytes[6] == '\n' && bytes[7] == 'Q' && bytes[8] == 'U' &&
		       bytes[9] == 'I' && bytes[10] == 'T' && bytes[11] == '\n'
		   ? LIKENESS_PROXIED
		   : LIKENESS_NONE;
}

/*
 * A request line is a method, one blank and a target; a target that is not a path is admitted for the methods
 * that take one. A status line begins with "HTTP/". The HTTP/2 preface ("PRI * HTTP/2.0") is a request line.
 */
static __always_inline enum likeness classify_line(const __u8 *bytes, __u32 length)
{
#pragma clang loop unroll(disable)
	for (__u32 i = 0; i <= LONGEST_METHOD; i++) {
		if (i >= length)
			return LIKENESS_OPEN;
		__u8 c = bytes[i];
		if (is_method_character(c))
			continue;
		if (c == '/')
			return i == 4 && bytes[0] == 'H' && bytes[1] == 'T' && bytes[2] == 'T' &&
				       bytes[3] == 'P'
				   ? LIKENESS_HTTP
				   : LIKENESS_NONE;
		if (c != ' ' || i < 3)
			return LIKENESS_NONE;
		if (i + 1 >= length)
			return LIKENESS_OPEN;
		__u8 target = bytes[i + 1];
		if (target == '/' || target == '*')
			return LIKENESS_HTTP;
		/* CONNECT host:port, and requests to a proxy: GET http://host/ */
		if (i == 7 && bytes[0] == 'C' && bytes[1] == 'O' && bytes[2] == 'N' &&
		    bytes[3] == 'N')
			return LIKENESS_HTTP;
		/* Version 1 of the PROXY protocol: PROXY TCP4, PROXY TCP6, PROXY UNKNOWN. */
		if (i == 5 && (target == 'T' || target == 'U') && bytes[0] == 'P' &&
		    bytes[1] == 'R' && bytes[2] == 'O' && bytes[3] == 'X' && bytes[4] == 'Y')
			return LIKENESS_PROXIED;
		if ((target | 0x20) != 'h')
			return LIKENESS_NONE;
		if (i + 2 >= length)
			return LIKENESS_OPEN;
		return (bytes[i + 2] | 0x20) == 't' ? LIKENESS_HTTP : LIKENESS_NONE;
	}
	return LIKENESS_NONE;
}

/* Bytes that begin with line ends may be two empty lines. */
#define LONGEST_EMPTY 4
#define CLASSIFIED_AFTER_EMPTY (CLASSIFIED_BYTES - LONGEST_EMPTY)

/* Empty lines, which a server passes over before a request (RFC 9112, section 2.2), or the signature. */
static __always_inline enum likeness classify_empty_lines(const __u8 *bytes, __u32 length)
{
	__u64 empty = 1;
#pragma unroll
	for (__u64 i = 1; i < LONGEST_EMPTY; i++)
		if (empty == i && i < length && is_line_end(bytes[i]))
			empty = i + 1;
	if (empty == LONGEST_EMPTY && length > empty && bytes[LONGEST_EMPTY] == 0)
		return classify_signature(bytes, length);
	/* Else it is added to an even address by `or`, which verifiers do not allow. */
	asm volatile("" : "+r"(empty));
	__u32 left = length - empty;
	if (left > CLASSIFIED_AFTER_EMPTY)
		left = CLASSIFIED_AFTER_EMPTY;
	enum likeness likeness = classify_line(bytes + empty, left);
	if (likeness == LIKENESS_HTTP)
		return LIKENESS_HTTP;
	/* No more bytes will be had than that. */
	return likeness == LIKENESS_OPEN && left < CLASSIFIED_AFTER_EMPTY ? LIKENESS_OPEN
									  : LIKENESS_NONE;
}

/* `bytes` must be readable for at least CLASSIFIED_BYTES; only the first `length` count. */
static __always_inline enum likeness classify(const __u8 *bytes, __u32 length)
{
	if (length == 0)
		return LIKENESS_OPEN;
	if (bytes[0] >= ' ')
		return classify_line(bytes, length);
	if (bytes[0] == 0)
		return classify_settings(bytes, length);
	return is_line_end(bytes[0]) ? classify_empty_lines(bytes, length) : LIKENESS_NONE;
}

/* What looks like HTTP is HTTP/2, by its preface or by a server's SETTINGS frame. */
static __always_inline int is_framed(const __u8 *bytes)
{
	return bytes[0] == 0 ||
	       (bytes[0] == 'P' && bytes[1] == 'R' && bytes[2] == 'I' && bytes[3] == ' ');
}

/* As these words are read from a record, little-endian. */
#define WORD_HTTP 0x50545448
#define WORD_101 0x31303120

/* "HTTP/1.1 101": after it something else is spoken. Of `payload` at least 12 bytes must be readable. */
static __always_inline int is_upgrade(const void *payload)
{
	const __u32 *words = (const __u32 *)payload;
	return words[0] == WORD_HTTP && words[2] == WORD_101;
}

#endif
