const mappedPrefix = Buffer.from('00000000000000000000ffff', 'hex');

/** The text of an IPv4 address in the first four bytes. */
export function formatIpv4(bytes: Buffer): string {
  return `${bytes[0]}.${bytes[1]}.${bytes[2]}.${bytes[3]}`;
}

/** The text of an IPv6 address as RFC 5952 recommends; a mapped IPv4 address as IPv4. */
export function formatIpv6(bytes: Buffer): string {
  if (bytes.subarray(0, 12).equals(mappedPrefix)) return formatIpv4(bytes.subarray(12));
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2));
  const zeros = longestZeroRun(groups);
  const text = (from: number, to?: number) =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':');
  return zeros.length < 2
    ? text(0)
    : `${text(0, zeros.start)}::${text(zeros.start + zeros.length)}`;
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  groups.forEach((group, index) => {
    if (group !== 0) start = index + 1;
    else if (index + 1 - start > best.length) best = { start, length: index + 1 - start };
  });
  return best;
}
