/** What V8 takes for each, roughly. */
const perObject = 24;
const perMember = 8;
const perString = 16;
/** The names of members are shared by all objects of a kind; longer ones no agent of ours has. */
const longestName = 32;

/** Of a member that is text. */
export function bytesOfText(text: string): number {
  return perMember + perString + text.length;
}

/**
 * Roughly the bytes of memory that a value which came as JSON takes: all of it, also what only a newer agent, or a
 * hostile one, puts there. Nesting may be as deep as a message is long, so that it is followed without recursion.
 *
 * @param apart a part of it that is not counted
 */
export function bytesOf(value: object, apart?: object): number {
  let bytes = 0;
  const left: object[] = [value];
  const take = (member: unknown) => {
    if (typeof member === 'string') bytes += bytesOfText(member);
    else bytes += perMember;
    if (typeof member === 'object' && member !== null && member !== apart) left.push(member);
  };
  for (let next = left.pop(); next; next = left.pop()) {
    bytes += perObject;
    if (Array.isArray(next)) for (const member of next as unknown[]) take(member);
    else {
      for (const name in next) {
        if (name.length > longestName) bytes += name.length;
        take((next as Readonly<Record<string, unknown>>)[name]);
      }
    }
  }
  return bytes;
}
