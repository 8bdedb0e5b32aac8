import { connect, isIPv6, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ProxiedAddresses } from '../protocol/exchange.ts';
import type { Asked } from './asked.ts';

/** A connection to where the request is to go. Certificates are verified as on the command line of the host. */
export function connectTo({ scheme, to, proxied, authority }: Asked): Socket {
  const place = to.kind === 'unix' ? { path: pathOf(to.address) } : hostOf(to);
  const socket = connect(place);
  if (proxied) socket.write(proxyHeader(proxied));
  if (scheme === 'http') return socket;
  const servername = authority.replace(/:\d+$/, '');
  const named = /^[\d.:[\]]+$/.test(servername) ? {} : { servername };
  // The certificate is that of the address where no name was asked for.
  const secured = connectTls({ ...place, socket, ...named });
  socket.once('error', (error) => secured.destroy(error));
  return secured;
}

function hostOf({ address, port }: Asked['to']) {
  return { host: address, port };
}

/** The kernel tells abstract names with an `@`; their first byte is zero. */
function pathOf(address: string): string {
  return address.startsWith('@') ? `\0${address.slice(1)}` : address;
}

/** Version 1 of the PROXY protocol (HAProxy's proxy-protocol.txt, section 2.1), which every server that has it reads. */
function proxyHeader({ source, destination }: ProxiedAddresses): string {
  const family = isIPv6(source.address) ? 'TCP6' : 'TCP4';
  const addresses = `${source.address} ${destination.address} ${source.port} ${destination.port}`;
  return isIPv6(source.address) === isIPv6(destination.address)
    ? `PROXY ${family} ${addresses}\r\n`
    : 'PROXY UNKNOWN\r\n';
}
