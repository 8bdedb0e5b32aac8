import type { RecordedPart } from '../../remote-agent/testing/recorded-connection.ts';

const clientAddress = [10, 0, 0, 2];
const serverAddress = [10, 0, 0, 1];
const clientPort = 40_000;
export const serverPort = 8080;
/** What one segment may carry here. */
const longestSegment = 16_000;
const flag = { fin: 0x01, syn: 0x02, ack: 0x10 };

interface Side {
  readonly address: readonly number[];
  readonly port: number;
  /** Of the next byte that it sends. */
  sequence: number;
}

/** A capture file (libpcap's format, without a link layer) of one TCP connection that carries `parts`. */
export function captureFile(parts: readonly RecordedPart[]): Buffer {
  const client: Side = { address: clientAddress, port: clientPort, sequence: 1000 };
  const server: Side = { address: serverAddress, port: serverPort, sequence: 5000 };
  const packets: Buffer[] = [];
  const send = (from: Side, flags: number, payload: Buffer = Buffer.alloc(0)) => {
    const to = from === client ? server : client;
    packets.push(packet(from, to, flags, payload, packets.length));
    from.sequence += payload.length + (flags & (flag.syn | flag.fin) ? 1 : 0);
  };
  send(client, flag.syn);
  send(server, flag.syn | flag.ack);
  send(client, flag.ack);
  for (const { side, bytes } of parts) {
    const from = side === 'request' ? client : server;
    for (let at = 0; at < bytes.length; at += longestSegment) {
      send(from, flag.ack, bytes.subarray(at, at + longestSegment));
    }
  }
  send(server, flag.fin | flag.ack);
  send(client, flag.fin | flag.ack);
  return Buffer.concat([fileHeader(), ...packets]);
}

function fileHeader(): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(65_535, 16);
  // LINKTYPE_RAW: packets begin with the IP header.
  header.writeUInt32LE(101, 20);
  return header;
}

/** A millisecond after the one before. */
function packet(from: Side, to: Side, flags: number, payload: Buffer, index: number): Buffer {
  const length = 40 + payload.length;
  const record = Buffer.alloc(16 + 40);
  record.writeUInt32LE(1_700_000_000 + Math.floor(index / 1000), 0);
  record.writeUInt32LE((index % 1000) * 1000, 4);
  record.writeUInt32LE(length, 8);
  record.writeUInt32LE(length, 12);
  const ip = record.subarray(16);
  ip[0] = 0x45;
  ip.writeUInt16BE(length, 2);
  ip[8] = 64;
  ip[9] = 6;
  ip.set(from.address, 12);
  ip.set(to.address, 16);
  const tcp = ip.subarray(20);
  tcp.writeUInt16BE(from.port, 0);
  tcp.writeUInt16BE(to.port, 2);
  tcp.writeUInt32BE(from.sequence, 4);
  tcp.writeUInt32BE(flags & flag.ack ? to.sequence : 0, 8);
  tcp[12] = 0x50;
  tcp[13] = flags;
  tcp.writeUInt16BE(65_535, 14);
  return Buffer.concat([record, payload]);
}
