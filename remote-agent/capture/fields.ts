import { eventEnums, eventLayout } from '../../dist/generated/event-layout.ts';
import { formatIpv4, formatIpv6 } from './addresses.ts';
import type { ConnectionKey, Tuple } from './events.ts';
import { littleEndian } from './record-reader.ts';

const tuple = eventLayout.four_tuple.fields;

/** Beyond 2^53 the nearest number: times need no more, and positions never get there. */
export function readU64(view: DataView, offset: number): number {
  const first = view.getUint32(offset, littleEndian);
  const second = view.getUint32(offset + 4, littleEndian);
  return littleEndian ? second * 0x1_0000_0000 + first : first * 0x1_0000_0000 + second;
}

export function readKey(view: DataView, offset: number): ConnectionKey {
  const key = readU64(view, offset);
  return key <= Number.MAX_SAFE_INTEGER ? key : view.getBigUint64(offset, littleEndian);
}

export function decodeTuple(bytes: Buffer, view: DataView, offset: number): Tuple {
  const family = view.getUint16(offset + tuple.family.offset, littleEndian);
  const endpoint = (address: number, port: number) => {
    const raw = bytes.subarray(offset + address, offset + address + 16);
    return {
      address: family === eventEnums.address_family.FAMILY_IPV6 ? formatIpv6(raw) : formatIpv4(raw),
      port: view.getUint16(offset + port, littleEndian),
    };
  };
  return {
    local: endpoint(tuple.local_address.offset, tuple.local_port.offset),
    remote: endpoint(tuple.remote_address.offset, tuple.remote_port.offset),
    netns: view.getUint32(offset + tuple.netns.offset, littleEndian),
  };
}
