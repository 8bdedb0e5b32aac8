import type { KernelName } from '../vm/kernels.ts';
import type { Attachment } from './loader-on-host.ts';

/** A kernel on which every way of moving bytes is tried. */
export interface CaptureHost {
  readonly kernel: KernelName;
  readonly cmdline: string;
  readonly attachments: readonly Attachment[];
  /** Only `npm run matrix` starts it. */
  readonly rarely?: boolean;
}

/** A kernel that is locked down is read by typed loads alone; before 6.2 also from the caller's first piece on. */
const lockedDown = 'lockdown=confidentiality';
const hosts: readonly CaptureHost[] = [
  { kernel: '5.10', cmdline: '', attachments: ['fentry', 'kprobes only', 'raw_tp'], rarely: true },
  { kernel: '6.1', cmdline: '', attachments: ['fentry', 'kprobe', 'kprobes only'] },
  { kernel: '6.1', cmdline: lockedDown, attachments: ['fentry'] },
  { kernel: '6.12', cmdline: '', attachments: ['fentry', 'kprobe', 'tp_btf', 'raw_tp'] },
  { kernel: '6.12', cmdline: lockedDown, attachments: ['fentry'], rarely: true },
  // It preempts programs, see preempted.test.ts.
  { kernel: 'newest', cmdline: '', attachments: ['fentry', 'tp_btf'] },
  { kernel: 'newest', cmdline: '', attachments: ['kprobe'], rarely: true },
];

/** HTTP_TRACE_KERNELS=6.12,newest: only those, as in matrix.test.ts. */
const chosen = process.env['HTTP_TRACE_KERNELS']?.split(',');

function isWanted({ kernel, cmdline, rarely }: CaptureHost): boolean {
  if (chosen) return chosen.includes(`${kernel} ${cmdline.replace('lockdown=', '')}`.trim());
  return !rarely || process.env['HTTP_TRACE_MATRIX'] === 'complete';
}

/** Those that this run is to start. */
export const captureHosts = hosts.filter(isWanted);

/** More pieces than all designs follow: of the request, what is captured at the sender and what is declared. */
type NotFollowed = Readonly<Record<string, readonly [captured: number, unreadable: number]>>;
const followed: NotFollowed = {
  'sendmsg-100': [300, 0],
  'sendmsg-large-100': [30_000, 0],
  'sendmsg-1000': [40_000, 0],
};
/** From where the kernel's iterator ended kprobes do not get back to the first piece. */
const beyond: NotFollowed = {
  'sendmsg-100': [0, 300],
  'sendmsg-large-100': [0, 30_000],
  'sendmsg-1000': [0, 40_000],
};
/** From the caller's first piece some are reached. */
const beyondFromFirst: NotFollowed = {
  'sendmsg-100': [193, 107],
  'sendmsg-large-100': [19_201, 10_799],
  'sendmsg-1000': [2561, 37_439],
};

export function notFollowedBy(
  attachment: Attachment,
  { kernel, cmdline }: CaptureHost,
): NotFollowed {
  if (seesCallsAlone(attachment)) return beyondFromFirst;
  if (attachment !== 'fentry') return beyond;
  // What is noted of a call there is where its first piece lies.
  if (kernel === '6.1' && cmdline) return beyondFromFirst;
  const gathers = kernel === '6.12' || kernel === 'newest';
  return gathers && !cmdline ? followed : beyond;
}

export function seesCallsAlone(attachment: Attachment): boolean {
  return attachment === 'tp_btf' || attachment === 'raw_tp';
}

/** Of which connections, moved by io_uring in several pieces, the first piece alone is known: before 6.2 by typed loads. */
export function firstPieceAloneOn({ kernel, cmdline }: CaptureHost): readonly string[] {
  return kernel === '6.1' && cmdline ? ['uring-sendmsg', 'uring-recvmsg'] : [];
}

/** Whether the kernel was built with MPTCP. */
export function hasMultipath({ kernel }: CaptureHost): boolean {
  return kernel !== '5.10';
}
