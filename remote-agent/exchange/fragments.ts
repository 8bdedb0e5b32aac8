import type { LoggedMessage } from './message-log.ts';

const unknownBeginning = 'the beginning of its message is not known';
const unknownBefore = 'what stands before it in its message is not known';

/**
 * Frames of a WebSocket so that no secret hides in the seam between two: where one stands in a message of several
 * frames, its whole content goes with the last of them, as that of a compressed one does. `holdsSecret` says so of a
 * content. Frames whose message began before what is kept go without theirs, and those after one that is not kept whole.
 */
export function withoutSeams(
  frames: readonly LoggedMessage[],
  holdsSecret: (content: string) => boolean,
): LoggedMessage[] {
  const told = [...frames];
  let open: number[] = [];
  const close = () => {
    joinLast(frames, told, open, holdsSecret);
    open = [];
  };
  for (const [index, frame] of frames.entries()) {
    const { kind, more } = frame;
    if (kind !== 'text' && kind !== 'binary' && kind !== 'continuation') continue;
    const before = frames[open.at(-1) ?? -1];
    if (kind !== 'continuation') {
      close();
      open = [index];
    } else if (!before) tellWithout(frame, told, index, unknownBeginning);
    else if (before.whole) open.push(index);
    else tellWithout(frame, told, index, unknownBefore);
    if (!more?.unfinished) close();
  }
  close();
  return told;
}

function tellWithout(
  frame: LoggedMessage,
  told: LoggedMessage[],
  index: number,
  undecodable: string,
): void {
  if (frame.content !== '') told[index] = without(frame, { undecodable });
}

function joinLast(
  frames: readonly LoggedMessage[],
  told: LoggedMessage[],
  indexes: readonly number[],
  holdsSecret: (content: string) => boolean,
): void {
  const last = indexes.at(-1);
  const frame = last === undefined ? undefined : frames[last];
  if (last === undefined || !frame || indexes.length < 2) return;
  const parts = indexes.map((index) => frames[index]);
  const content = parts.map((part) => part?.content ?? '').join('');
  if (!holdsSecret(content)) return;
  for (const index of indexes) {
    const part = frames[index];
    if (part) told[index] = without(part, {});
  }
  told[last] = { ...frame, content, whole: parts.every((part) => part?.whole) };
}

function without(frame: LoggedMessage, more: LoggedMessage['more']): LoggedMessage {
  return { ...frame, content: '', more: { ...frame.more, ...more } };
}
