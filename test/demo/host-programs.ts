import { mustRun } from '../../build/program.ts';
import type { VmHost } from '../vm/host.ts';

/** A program of a host that runs until the host ends. */
export interface HostProgram {
  /** Of its log, beside the program. */
  readonly name: string;
  /** For the shell, in the program's folder. */
  readonly command: string;
  /** What curl is asked until something answers. */
  readonly ready?: string;
}

/** Copies what a folder of this machine holds into a folder of the host, below the user's home. */
export async function copyFolder(host: VmHost, from: string, into: string): Promise<void> {
  const input = await mustRun('sh', ['-c', 'tar -C "$1" -c . | base64', 'pack', from]);
  const unpack = `mkdir -p ${into} && base64 -d | tar -x --no-same-owner -C ${into}`;
  await host.mustRun(unpack, { input });
}

/** Starts a program in a folder of the host, and returns when it answers; fails with its log when it does not. */
export async function startProgram(
  host: VmHost,
  folder: string,
  { name, command, ready }: HostProgram,
): Promise<void> {
  const start = `cd ${folder}; setsid ${command} >${name}.log 2>&1 </dev/null &`;
  await host.mustRun(ready ? `${start}\n${untilAnswers(ready, `${name}.log`)}` : start);
}

function untilAnswers(address: string, log: string): string {
  return `for i in $(seq 600); do curl -s -o /dev/null ${address} && exit; sleep 0.1; done; cat ${log} >&2; exit 1`;
}
