import { readFileSync } from 'node:fs';
import type { Container } from '../protocol/exchange.ts';
import { argumentsOf } from './arguments.ts';
import type { ProcEntry } from './proc-files.ts';

const limit = 1024;
/** Between a container's process and what watches over it. */
const mostAncestors = 8;

/**
 * The names that people gave to containers, as far as this user may read them: Podman and CRI-O tell them on the
 * command line of the process that watches the container, Docker in a file that is root's.
 */
export class ContainerNames {
  readonly #known = new Map<string, string | null>();

  constructor(
    readonly read: (pid: number) => ProcEntry | null,
    readonly readText: (path: string) => string | null = readTextFile,
  ) {}

  /** The container with its name, where there is one; `pid` is a process in it. */
  named(container: Container, pid: number): Container {
    if (container.name !== undefined) return container;
    let name = this.#known.get(container.id);
    if (name === undefined) {
      name = this.#dockerName(container) ?? this.#watchedName(container, pid);
      this.#known.set(container.id, name);
      const [oldest] = this.#known.keys();
      if (this.#known.size > limit && oldest !== undefined) this.#known.delete(oldest);
    }
    return name === null ? container : { ...container, name };
  }

  #dockerName({ id, runtime }: Container): string | null {
    if (runtime !== 'docker') return null;
    const text = this.readText(`/var/lib/docker/containers/${id}/config.v2.json`);
    try {
      const config = text === null ? null : (JSON.parse(text) as unknown);
      if (typeof config !== 'object' || config === null || !('Name' in config)) return null;
      return typeof config.Name === 'string' ? config.Name.replace(/^\//, '') : null;
    } catch {
      return null;
    }
  }

  /** conmon(8): `--name`, and `--cid` before it. */
  #watchedName({ id }: Container, pid: number): string | null {
    let entry = this.read(pid);
    for (let depth = 0; entry && entry.parent > 1 && depth < mostAncestors; depth++) {
      entry = this.read(entry.parent);
      const words = argumentsOf(entry?.command ?? '');
      if (!words[0]?.endsWith('conmon') || !words.includes(id)) continue;
      const at = words.findIndex((word) => word === '-n' || word === '--name');
      return at < 0 ? null : (words[at + 1] ?? null);
    }
    return null;
  }
}

function readTextFile(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
