/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What the first bytes of a connection look like, at little of the verifier's effort. */
#ifndef HTTP_TRACE_LIKENESS_H
#define HTTP_TRACE_LIKENESS_H

#include "classify.h"
#include "maps.h"

/* Verified by itself, so that what led here does not multiply with its loop: bytes come by value. */
__attribute__((noinline)) int classify_words(__u64 first, __u64 second, __u64 third, __u32 length)
{
	/* The last one is for verifiers, which do not see that nothing is read behind `length`. */
	__u64 words[] = { first, second, third, 0 };
	return classify((const __u8 *)words, length);
}

static __always_inline enum likeness likeness_of(const struct opening *opening)
{
	const __u64 *words = (const __u64 *)opening->bytes;
	return classify_words(words[0], words[1], words[2], opening->length);
}

#endif
