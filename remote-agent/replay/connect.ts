import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Asked } from './asked.ts';

/** A connection to where the request is to go. Certificates are verified as on the command line of the host. */
export function connectTo({ scheme, to, authority }: Asked): Socket {
  const place = to.kind === 'unix' ? { path: pathOf(to.address) } : hostOf(to);
  if (scheme === 'http') return connect(place);
  const servername = authority.replace(/:\d+$/, '');
  return connectTls({ ...place, ...(/^[\d.:[\]]+$/.test(servername) ? {} : { servername }) });
}

function hostOf({ address, port }: Asked['to']) {
  return { host: address, port };
}

/** The kernel tells abstract names with an `@`; their first byte is zero. */
function pathOf(address: string): string {
  return address.startsWith('@') ? `\0${address.slice(1)}` : address;
}
