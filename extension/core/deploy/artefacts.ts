import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { SessionError } from '../session/session.ts';
import { reasonOf } from '../text/printable.ts';

/** Where what goes to a host lies on this machine. */
export interface Artefacts {
  /** One file for Node. */
  readonly agent: string;
  readonly loaders: Readonly<Record<Architecture, string>>;
}

/** As `uname -m` prints them. */
export const architectures = ['x86_64', 'aarch64'] as const;
export type Architecture = (typeof architectures)[number];

/** The artefacts as the build lays them out in its `agent` folder. */
export function artefactsIn(folder: string): Artefacts {
  return {
    agent: join(folder, 'agent.cjs'),
    loaders: {
      x86_64: join(folder, 'x86_64', 'http-trace-loader'),
      aarch64: join(folder, 'aarch64', 'http-trace-loader'),
    },
  };
}

export function isArchitecture(machine: string): machine is Architecture {
  return (architectures as readonly string[]).includes(machine);
}

export interface PackedFile {
  readonly name: 'agent.cjs' | 'http-trace-loader';
  readonly sha256: string;
  readonly size: number;
}

/** The files for one architecture as they go over the wire: one after the other. */
export interface Package {
  /** SHA-256 over names and contents: the name of their folder on the host. */
  readonly id: string;
  readonly files: readonly PackedFile[];
  readonly size: number;
  bytes(): Buffer;
  gzipped(): Promise<Buffer>;
}

/** @throws SessionError `deployment-failed` where this installation is not whole */
export async function packAll(artefacts: Artefacts): Promise<Record<Architecture, Package>> {
  const agent = await read('agent.cjs', artefacts.agent);
  const pack = async (architecture: Architecture) =>
    packed([agent, await read('http-trace-loader', artefacts.loaders[architecture])]);
  return { x86_64: await pack('x86_64'), aarch64: await pack('aarch64') };
}

interface Content {
  readonly name: PackedFile['name'];
  readonly bytes: Buffer;
}

function packed(contents: readonly Content[]): Package {
  const files = contents.map(({ name, bytes }) => ({
    name,
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }));
  const whole = Buffer.concat(contents.map(({ bytes }) => bytes));
  return {
    id: createHash('sha256').update(checksumList(files)).digest('hex'),
    files,
    size: whole.length,
    bytes: () => whole,
    gzipped: () => promisify(gzip)(whole, { level: 9 }),
  };
}

/** What `sha256sum -c` reads. */
export function checksumList(files: readonly PackedFile[]): string {
  return files.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join('');
}

async function read(name: PackedFile['name'], path: string): Promise<Content> {
  let why = 'is empty';
  try {
    const bytes = await readFile(path);
    // Worth a look of its own: an empty program "runs", and succeeds.
    if (bytes.length > 0) return { name, bytes };
  } catch (error) {
    why = `cannot be read (${reasonOf(error)})`;
  }
  throw new SessionError(
    'deployment-failed',
    `This installation of HTTP Trace is not whole: ${path} ${why}; install it again.`,
  );
}
