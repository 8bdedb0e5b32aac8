import type { Suggestions } from '../protocol/messages.ts';

/**
 * What is left of an answer when the filter was typed on since: parts that begin with what stands now between their
 * start and the caret. They would replace another text than the one that they were offered for, were they kept as they
 * are.
 * @returns `undefined` when nothing of it can be taken any more
 */
export function stillOffered(
  offered: Suggestions,
  text: string,
  caret: number,
): Suggestions | undefined {
  const { from } = offered;
  if (text === offered.text && caret === offered.caret) return offered;
  if (caret < from || text.slice(0, from) !== offered.text.slice(0, from)) return undefined;
  const word = text.slice(from, caret).toLowerCase();
  const items = offered.items.filter(({ kind, insert }) => {
    const value = insert.toLowerCase();
    return kind === 'part' && value !== word && value.startsWith(word);
  });
  return items.length === 0 ? undefined : { text, caret, from, items };
}
