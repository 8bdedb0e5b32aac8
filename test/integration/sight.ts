import type { DesignName } from '../../remote-agent/protocol/messages.ts';
import type { SeenRequest } from './traffic.ts';

/** Ways of moving bytes that not every design sees. */
export type Way = 'unix-socket' | 'io_uring';

/** What a design does not see of a way, and why not. */
export interface Blindness {
  /** What is told all the same: nothing, or the exchange as the client's end saw it. */
  readonly told: 'nothing' | 'client-end';
  readonly why: string;
}

/**
 * Everything that a design is allowed not to see. The tests hold it to this: what does not stand here has to be
 * told in full, and what stands here must not be told after all.
 */
export const blindness: Readonly<Record<DesignName, Readonly<Partial<Record<Way, Blindness>>>>> = {
  tracepoint: {},
  kprobe: {},
  raw_tp: {
    'unix-socket': { told: 'nothing', why: 'It looks for TCP sockets behind descriptors.' },
    io_uring: { told: 'client-end', why: 'The server makes no system call for what it moves.' },
  },
  socket_filter: {
    'unix-socket': { told: 'nothing', why: 'What is sent through a Unix socket is no packet.' },
  },
};

const ways: Readonly<Record<string, Way>> = {
  unix: 'unix-socket',
  uring: 'io_uring',
  'uring-upload': 'io_uring',
};

/** What the design does not see of this request; undefined where it sees all. */
export function blindnessTo(design: DesignName, { kind }: SeenRequest): Blindness | undefined {
  const way = ways[kind];
  return way && blindness[design][way];
}
