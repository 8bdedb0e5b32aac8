import assert from 'node:assert/strict';
import { type DataEvent, eventFlag, tcpState } from '../../remote-agent/capture/events.ts';
import type { VmHost } from '../vm/host.ts';
import { type Attachment, LoaderOnHost, type Records } from './loader-on-host.ts';

const port = 8310;
const group = '/sys/fs/cgroup/watched';

/** A second server beside nginx, and a control group for a client. */
export async function startWatched(host: VmHost): Promise<{ pid: number; inode: number }> {
  const run = (command: string) => host.mustRun(command, { user: 'root' });
  const serve = `setsid python3 -m http.server ${port} --bind 127.0.0.1 -d /var/www/html`;
  await run(`${serve} </dev/null >/dev/null 2>&1 &`);
  await run(`until curl -s -o /dev/null http://127.0.0.1:${port}/; do sleep 0.1; done`);
  const inode = await run(`mkdir -p ${group} && stat -c %i ${group}`);
  const pid = await run(`pgrep -f 'http.serve[r] ${port}'`);
  return { pid: Number(pid), inode: Number(inode) };
}

/** Of three requests, to two servers and from two control groups, tells the ones that a trace limited by options saw. */
export async function whatIsWatched(
  host: VmHost,
  attachment: Attachment,
  options: readonly string[],
): Promise<string[]> {
  const loader = new LoaderOnHost(host, attachment, options);
  await loader.ready();
  const get = (url: string) => `curl -s -o /dev/null http://127.0.0.1${url}`;
  const grouped = `sh -c 'echo $$ >${group}/cgroup.procs; exec ${get('/grouped')}'`;
  const commands = [get('/nginx'), get(`:${port}/python`), grouped];
  await host.mustRun(commands.join('; '), { user: 'root' });
  const records = await loader.stop();
  assert.deepEqual(records.losses, []);
  checkNothingElse(records);
  return records.data.filter(isRequest).map(summary).sort();
}

/** Nothing is told of a connection whose bytes are not; a listening socket has none. */
function checkNothingElse({ data, sockets, retransmits }: Records): void {
  const told = new Set(data.map(({ connection }) => connection));
  const connected = sockets.filter(({ newState }) => newState !== tcpState.listen);
  for (const { connection } of [...connected, ...retransmits]) assert.ok(told.has(connection));
}

function isRequest({ bytes, start, end }: DataEvent): boolean {
  return bytes.toString('latin1', start, Math.min(end, start + 4)) === 'GET ';
}

/** Who did what with which request. */
function summary({ bytes, start, end, flags, comm }: DataEvent): string {
  const target = bytes.toString('latin1', start, end).split(' ')[1];
  return `${comm} ${flags & eventFlag.FLAG_SEND ? 'sends' : 'receives'} ${target}`;
}
