import type { Class, Func, SourceFacts, Span } from '../facts/facts.ts';
import type { Place } from '../protocol/route.ts';

/** Where a span of a file is, in lines and characters. */
export function placeOf({ uri, lines }: SourceFacts, { start, end }: Span): Place {
  const line = lineOf(lines, start);
  const endLine = lineOf(lines, end);
  return {
    uri,
    line,
    character: start - (lines[line] ?? 0),
    endLine,
    endCharacter: end - (lines[endLine] ?? 0),
  };
}

/** From its name on: what stands before it belongs to no one. */
export function fromName({ nameStart, end }: Func | Class): Span {
  return { start: nameStart, end };
}

function lineOf(lines: readonly number[], offset: number): number {
  let low = 0;
  let high = lines.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((lines[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low;
}
