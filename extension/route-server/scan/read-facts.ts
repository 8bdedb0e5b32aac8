import { FactsBuilder } from '../facts/builder.ts';
import type { SourceFacts } from '../facts/facts.ts';
import type { Grammar } from './grammars.ts';

/** Why a file has no facts. */
export class Unreadable extends Error {}

/** Milliseconds of processor time for one file: a busy machine makes no file a slow one. */
const usualTimeLimit = 1000;
/** UTF-16 units; nobody writes more by hand. */
const maxLength = 1_000_000;
/** A line that long was written by a program. */
const maxLine = 20_000;

/**
 * What one file says.
 *
 * @param timeLimit in milliseconds of processor time, asked for when as many have passed
 * @throws Unreadable for what is too long, binary, generated, or takes longer
 */
export function readFacts(
  grammar: Grammar,
  uri: string,
  source: string,
  timeLimit = usualTimeLimit,
): SourceFacts {
  refuse(source);
  const late = lateness(timeLimit);
  const { parser, query, reader } = grammar;
  const tree = parser.parse(source, null, { progressCallback: late });
  if (!tree) {
    parser.reset();
    throw new Unreadable('it takes too long to parse');
  }
  try {
    const facts = new FactsBuilder(source, reader);
    const captures = query.captures(tree.rootNode, { progressCallback: late });
    for (const { name, node } of captures) {
      facts.advance(node.startIndex);
      reader.visit[name]?.(node, facts);
      if (late()) throw new Unreadable('it takes too long to read');
    }
    return facts.build(uri, tree.rootNode.hasError);
  } finally {
    tree.delete();
  }
}

/** @returns whether more time has passed than one file may take, asked again and again */
function lateness(timeLimit: number): () => boolean {
  let asked = 0;
  const started = performance.now();
  let before: NodeJS.CpuUsage | undefined;
  return () => {
    asked += 1;
    // Asking for the time would take most of it.
    if (asked % 1024 !== 0 || performance.now() - started < timeLimit) return false;
    // Only now: to ask for processor time takes as long as to read a small file.
    before ??= process.cpuUsage();
    const { user, system } = process.cpuUsage(before);
    return user + system > timeLimit * 1000;
  };
}

function refuse(source: string): void {
  if (source.length > maxLength) throw new Unreadable('it is longer than a million characters');
  if (source.slice(0, 8192).includes('\0')) throw new Unreadable('it is binary');
  for (let at = 0; at < source.length; ) {
    const end = source.indexOf('\n', at);
    if ((end < 0 ? source.length : end) - at > maxLine) throw new Unreadable('it is minified');
    if (end < 0) break;
    at = end + 1;
  }
}
