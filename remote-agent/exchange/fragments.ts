import type { LoggedMessage } from './message-log.ts';

const unknownBeginning = 'the beginning of its message is not known';

/**
 * Frames of a WebSocket so that no secret hides in the seam between two: where one stands in a message of several
 * frames, its whole content goes with the last of them, as that of a compressed one does. `holdsSecret` says so of a
 * content. Frames whose message began before what is kept go without theirs.
 */
export function withoutSeams(
  frames: readonly LoggedMessage[],
  holdsSecret: (content: string) => boolean,
): LoggedMessage[] {
  const told = [...frames];
  let open: number[] | null = null;
  frames.forEach((frame, index) => {
    const { kind, more } = frame;
    if (kind !== 'text' && kind !== 'binary' && kind !== 'continuation') return;
    if (kind === 'continuation' && !open) {
      if (frame.content !== '') told[index] = without(frame, { undecodable: unknownBeginning });
      return;
    }
    open = kind === 'continuation' && open ? [...open, index] : [index];
    if (!more?.unfinished || index === frames.length - 1) joinLast(frames, told, open, holdsSecret);
    if (!more?.unfinished) open = null;
  });
  return told;
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
