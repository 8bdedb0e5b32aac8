import { isIPv4, isIPv6 } from 'node:net';
import { formatIpv4, formatIpv6 } from '../capture/addresses.ts';
import type { Endpoint, ProxiedAddresses } from '../protocol/exchange.ts';

/** What a proxy says of the connection that it passes on. */
export interface ProxyHeader {
  readonly length: number;
  /** `null` where it names none, or says that the connection is its own. */
  readonly addresses: ProxiedAddresses | null;
}

/** `partial`: more bytes tell; `none`: they begin something else; `broken`: a header that nobody may accept. */
export type ProxyVerdict = ProxyHeader | 'partial' | 'none' | 'broken';

const textSignatures = ['PROXY TCP4 ', 'PROXY TCP6 ', 'PROXY UNKNOWN'];
const longestLine = 107;
const addressLine =
  /^PROXY TCP(?:4 ([0-9.]+) ([0-9.]+)|6 ([0-9A-Fa-f:.]+) ([0-9A-Fa-f:.]+)) ([0-9]{1,5}) ([0-9]{1,5})$/;
const unknownLine = /^PROXY UNKNOWN(?: |$)/;

const binarySignature = '\r\n\r\n\0\r\nQUIT\n';
const binaryHeader = 16;
const command = { local: 0x20, proxy: 0x21 } as const;
const unixPath = 108;

/** By the high half of the byte that names family and transport: how long the two addresses are, and how they read. */
const families: Readonly<
  Record<number, readonly [length: number, read: (bytes: Buffer) => ProxiedAddresses | null]>
> = {
  0: [0, () => null],
  1: [12, (bytes) => internetAddresses(bytes, 4, formatIpv4)],
  2: [36, (bytes) => internetAddresses(bytes, 16, formatIpv6)],
  3: [2 * unixPath, unixAddresses],
};

/** {@link readProxyHeader} needs no more bytes than that to tell. */
export const proxyHeaderBytes = binaryHeader + 2 * unixPath;

/**
 * Reads the header of the PROXY protocol (https://www.haproxy.org/download/1.8/doc/proxy-protocol.txt, sections 2.1 and
 * 2.2) that `bytes`, the first ones of a connection, may begin with. Its TLVs count by their length alone.
 */
export function readProxyHeader(bytes: Buffer): ProxyVerdict {
  const text = bytes.toString('latin1', 0, longestLine);
  if (text.startsWith(binarySignature)) return readBinary(bytes);
  if (textSignatures.some((signature) => text.startsWith(signature))) return readLine(text);
  const signatures = [binarySignature, ...textSignatures];
  return signatures.some((signature) => signature.startsWith(text)) ? 'partial' : 'none';
}

function readLine(text: string): ProxyVerdict {
  const end = text.indexOf('\r\n');
  if (end < 0) return text.length < longestLine ? 'partial' : 'broken';
  const line = text.slice(0, end);
  const length = end + 2;
  if (unknownLine.test(line)) return { length, addresses: null };
  const match = addressLine.exec(line);
  if (!match) return 'broken';
  const [, from4, to4, from6, to6, fromPort, toPort] = match;
  const isAddress = from4 === undefined ? isIPv6 : isIPv4;
  const source = { address: from4 ?? from6 ?? '', port: Number(fromPort) };
  const destination = { address: to4 ?? to6 ?? '', port: Number(toPort) };
  const valid = [source, destination].every(
    ({ address, port }) => isAddress(address) && port < 65_536,
  );
  return valid ? { length, addresses: { source, destination } } : 'broken';
}

function readBinary(bytes: Buffer): ProxyVerdict {
  if (bytes.length < binaryHeader) return 'partial';
  const [versionAndCommand, family = 0] = bytes.subarray(12);
  const following = bytes.readUInt16BE(14);
  const length = binaryHeader + following;
  // What follows is not of the connection then, which is the proxy's own.
  if (versionAndCommand === command.local) return { length, addresses: null };
  const [needed, read] = families[family >> 4] ?? [0, null];
  const transport = family & 0x0f;
  if (versionAndCommand !== command.proxy || !read || transport > 2) return 'broken';
  // Without both, only that the connection is passed on is known.
  if (family >> 4 === 0 || transport === 0) return { length, addresses: null };
  if (following < needed) return 'broken';
  const end = binaryHeader + needed;
  if (bytes.length < end) return 'partial';
  return { length, addresses: read(bytes.subarray(binaryHeader, end)) };
}

function internetAddresses(
  bytes: Buffer,
  size: number,
  format: (bytes: Buffer) => string,
): ProxiedAddresses {
  const endpoint = (index: number): Endpoint => ({
    address: format(bytes.subarray(index * size, (index + 1) * size)),
    port: bytes.readUInt16BE(2 * size + 2 * index),
  });
  return { source: endpoint(0), destination: endpoint(1) };
}

function unixAddresses(bytes: Buffer): ProxiedAddresses {
  const endpoint = (index: number): Endpoint => {
    const path = bytes.subarray(index * unixPath, (index + 1) * unixPath);
    // An abstract name begins with a zero.
    const text = path.toString('utf8').replace(/^\0(?=[^\0])/, '@');
    return { address: text.split('\0', 1)[0] ?? '', port: 0, kind: 'unix' };
  };
  return { source: endpoint(0), destination: endpoint(1) };
}
