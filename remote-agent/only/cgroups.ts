import { readdirSync, readFileSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { CaptureFailure } from '../capture/failure.ts';

/** Folders looked at, at most: a host has a few hundred. */
const mostFolders = 20_000;
/** What the kernel programs' set of cgroups holds. */
const mostIds = 256;
const shortestId = 4;

/** The cgroups (version 2) of this host, by path and by container. */
export class Cgroups {
  constructor(readonly root = mountedRoot()) {}

  /** The folder of a path as in /proc/PID/cgroup, or of one that begins with the root. */
  atPath(path: string): string {
    const plain = join('/', path);
    const inside = plain === this.root || plain.startsWith(`${this.root}/`);
    const folder = inside ? plain : join(this.root, plain);
    try {
      if (statSync(folder).isDirectory()) return folder;
    } catch {
      // Told below.
    }
    throw noMatch(`There is no cgroup ${path} on ${hostname()} (looked below ${this.root}).`);
  }

  /** The folders of the container with this name, or whose id begins so. */
  ofContainer(name: string): string[] {
    const found: string[] = [];
    this.#walk(this.root, (folder) => {
      if (!isOfContainer(basename(folder), name)) return true;
      found.push(folder);
      return false;
    });
    if (found.length > 0) return found;
    throw noMatch(
      `No container ${name} runs on ${hostname()} (no cgroup below ${this.root} is named by it).`,
    );
  }

  /** The ids of these cgroups and of all below them. */
  idsBelow(folders: readonly string[]): bigint[] {
    const ids = new Set<bigint>();
    for (const folder of folders) {
      this.#walk(folder, (each) => {
        const id = idOf(each);
        if (id !== null) ids.add(id);
        return true;
      });
    }
    if (ids.size > mostIds) {
      throw noMatch(
        `What is to be watched on ${hostname()} has ${ids.size} cgroups, but at most ${mostIds} can be watched; name a cgroup further down.`,
      );
    }
    return [...ids];
  }

  /** Visits a folder and those below it, as far as the visitor wants to see more. */
  #walk(first: string, visit: (folder: string) => boolean): void {
    const open = [first];
    for (let seen = 0; seen < mostFolders; seen++) {
      const folder = open.pop();
      if (folder === undefined) return;
      if (!visit(folder)) continue;
      for (const name of childrenOf(folder)) open.push(join(folder, name));
    }
  }
}

function mountedRoot(): string {
  try {
    for (const line of readFileSync('/proc/self/mounts', 'utf8').split('\n')) {
      const [, folder, type] = line.split(' ');
      if (type === 'cgroup2' && folder !== undefined) return folder;
    }
  } catch {
    // The usual place, then.
  }
  return '/sys/fs/cgroup';
}

/**
 * `docker-ID.scope`, `cri-containerd-ID.scope`, `libpod-ID.scope`, `crio-ID.scope`, plain `ID`, `lxc.payload.NAME`,
 * `machine-NAME.scope` and the like.
 */
function isOfContainer(folder: string, name: string): boolean {
  const plain = folder.replace(/\.(?:scope|service|slice)$/, '');
  const id = /(?:^|[-:])([0-9a-f]{32,64})$/.exec(plain)?.[1];
  if (id !== undefined) return name.length >= shortestId && id.startsWith(name.toLowerCase());
  const named = /^(?:lxc\.payload\.|lxc\.payload:|machine-|systemd-nspawn@)(.+)$/.exec(plain)?.[1];
  return named?.replaceAll('\\x2d', '-') === name;
}

/** The inode number of its folder. */
function idOf(folder: string): bigint | null {
  try {
    return statSync(folder, { bigint: true }).ino;
  } catch {
    return null;
  }
}

function childrenOf(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch {
    return [];
  }
}

function noMatch(message: string): CaptureFailure {
  return new CaptureFailure('no-match', message);
}
