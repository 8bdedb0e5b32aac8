/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What was tried and what came of it, as the JSON of EVENT_REPORT and of --check. */
#ifndef HTTP_TRACE_REPORT_H
#define HTTP_TRACE_REPORT_H

/* Keeps the kernel's and libbpf's own words from here on, for the reason of the next refusal. */
void report_listen(void);

/* Notes that an attempt was refused: what failed, the error, and the last words heard. */
void report_refused(const char *design, const char *attachment, const char *what, int error);

void report_works(const char *design, const char *attachment);

/* Notes whether a part of the kernel can be used: `error` is 0, or the errno, positive or negative. */
void report_part(const char *name, int error);

/* All return a string that stays valid until the next call. */
const char *report_ready(const char *design, const char *attachment);
const char *report_told(void); /* nothing more is told */
const char *report_failed(const char *code, const char *message);
const char *report_check(void);

#endif
