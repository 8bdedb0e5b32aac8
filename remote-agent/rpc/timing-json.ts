import type { AsciiWriter } from '../json/ascii-writer.ts';
import { endMembers, keys, numberMember } from '../json/members.ts';
import type { PeerTiming, Timing } from '../protocol/exchange.ts';

const timingKeys = keys<Timing>({
  startMs: true,
  requestEndMs: true,
  responseStartMs: true,
  endMs: true,
  connectMs: true,
  peer: true,
  requestInSocketMs: true,
  responseInSocketMs: true,
});

export function writeTiming(to: AsciiWriter, timing: Timing): void {
  const key = timingKeys;
  numberMember(to, key.startMs, timing.startMs);
  numberMember(to, key.requestEndMs, timing.requestEndMs);
  numberMember(to, key.responseStartMs, timing.responseStartMs);
  numberMember(to, key.endMs, timing.endMs);
  numberMember(to, key.connectMs, timing.connectMs);
  if (timing.peer) {
    to.constant(key.peer);
    writePeerTiming(to, timing.peer);
  }
  numberMember(to, key.requestInSocketMs, timing.requestInSocketMs);
  numberMember(to, key.responseInSocketMs, timing.responseInSocketMs);
  endMembers(to);
}

const peerTimingKeys = keys<PeerTiming>({
  startMs: true,
  requestEndMs: true,
  responseStartMs: true,
  endMs: true,
});

function writePeerTiming(to: AsciiWriter, timing: PeerTiming): void {
  const key = peerTimingKeys;
  numberMember(to, key.startMs, timing.startMs);
  numberMember(to, key.requestEndMs, timing.requestEndMs);
  numberMember(to, key.responseStartMs, timing.responseStartMs);
  numberMember(to, key.endMs, timing.endMs);
  endMembers(to);
}
