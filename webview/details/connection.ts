import type { Exchange, Process } from '../../remote-agent/protocol/exchange.ts';
import { containerWords } from '../text/connection.ts';
import { formatEndpoint } from '../text/format.ts';
import { fieldList, section } from './fields.ts';

export function processWords({ name, pid, command }: Process): string {
  const shown = `${name}, process ${pid}`;
  return command && command !== name ? `${shown}: ${command}` : shown;
}

/** Both ends of the connection that carried an exchange. */
export function connectionParts(exchange: Exchange): HTMLElement[] {
  const { side, local, remote, process, peer, connection, id } = exchange;
  const here = end(local, process);
  const there = end(remote, peer.process);
  const [server, client] = side === 'server' ? [here, there] : [there, here];
  return [
    section('Client', fieldList(client)),
    section('Server', fieldList(server)),
    section(
      'Connection',
      fieldList([
        ['Connection', connection],
        ['Exchange', id],
        ['Told by', side === 'server' ? 'the server’s end' : 'the client’s end'],
      ]),
    ),
  ];
}

function end(
  endpoint: Exchange['local'],
  process: Process | undefined,
): readonly (readonly [string, string])[] {
  return [
    ['Address', formatEndpoint(endpoint)],
    ...(process
      ? ([
          ['Process', `${process.name}, process ${process.pid}`],
          ['Command', process.command || '–'],
          ...(process.container ? [['Container', containerWords(process.container)] as const] : []),
        ] as const)
      : ([['Process', 'not on the traced host']] as const)),
  ];
}
