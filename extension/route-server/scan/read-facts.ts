import { FactsBuilder } from '../facts/builder.ts';
import type { SourceFacts } from '../facts/facts.ts';
import type { Grammar } from './grammars.ts';

/** Why a file has no facts. */
export class Unreadable extends Error {}

/** Microseconds of processor time for one file: a busy machine makes no file a slow one. */
const timeLimit = 1_000_000;
/** UTF-16 units; nobody writes more by hand. */
const maxLength = 1_000_000;
/** A line that long was written by a program. */
const maxLine = 20_000;

/**
 * What one file says.
 *
 * @throws Unreadable for what is too long, binary, generated, or takes longer than a second of processor time
 */
export function readFacts(grammar: Grammar, uri: string, source: string): SourceFacts {
  refuse(source);
  const before = process.cpuUsage();
  let asked = 0;
  const late = () => {
    asked += 1;
    // Asking for the time would take most of it.
    if (asked % 1024 !== 0) return false;
    const { user, system } = process.cpuUsage(before);
    return user + system > timeLimit;
  };
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
