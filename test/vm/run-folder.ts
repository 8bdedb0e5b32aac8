import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cache } from '../../build/paths.ts';
import { isRunning, type ProcessIdentity } from './process-identity.ts';
import type { SshTarget } from './ssh.ts';

/** A test host, as `vm up` tells it. */
export interface HostDescription extends SshTarget {
  readonly id: string;
  /** As `uname -r` says it. */
  readonly kernel: string;
}

/** What is known of a test host between two runs of this program. */
export interface HostRecord {
  readonly description: HostDescription;
  readonly qemu: ProcessIdentity;
  readonly startedAt: string;
}

const runs = join(cache, 'vm', 'run');

/** The folder of a test host, with its record, its console output and its known_hosts file. */
export function runFolder(id: string): string {
  if (!/^[\w.-]+$/.test(id) || id.startsWith('.')) throw new Error(`No test host is called ${id}.`);
  return join(runs, id);
}

/** Makes the folder of a new host and returns the host's id: its kernel's name and a random number. */
export async function newRunFolder(kernel: string): Promise<string> {
  await mkdir(runs, { recursive: true });
  for (;;) {
    const id = `${kernel}-${Math.random().toString(16).slice(2, 6).padEnd(4, '0')}`;
    try {
      await mkdir(runFolder(id));
      return id;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

export async function writeRecord(record: HostRecord): Promise<void> {
  const file = join(runFolder(record.description.id), 'host.json');
  await writeFile(`${file}.new`, JSON.stringify(record));
  await rename(`${file}.new`, file);
}

export async function removeRunFolder(id: string): Promise<void> {
  await rm(runFolder(id), { recursive: true, force: true });
}

/** The record of a host; undefined when there is none, whether it runs or not. */
export function readRecord(id: string): HostRecord | undefined {
  const file = join(runFolder(id), 'host.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as HostRecord) : undefined;
}

/** The hosts that run. What is left of others (qemu ended, machine restarted) is removed. */
export async function runningHosts(): Promise<HostRecord[]> {
  const running: HostRecord[] = [];
  for (const id of existsSync(runs) ? readdirSync(runs).sort() : []) {
    const record = readRecord(id);
    if (record && isRunning(record.qemu)) running.push(record);
    // A young folder without a record belongs to a host that is just being started.
    else if (record || Date.now() - statSync(runFolder(id)).mtimeMs > 60_000) {
      await removeRunFolder(id);
    }
  }
  return running;
}
