import type { Process } from '../../../remote-agent/protocol/exchange.ts';

/** Names of folders that say nothing of the program in them; alone they are no agreement. */
const general = new Set([
  ...['app', 'apps', 'application', 'src', 'srv', 'opt', 'usr', 'var', 'home', 'root', 'tmp'],
  ...['www', 'html', 'public', 'code', 'work', 'workspace', 'workspaces', 'project', 'projects'],
  ...['server', 'service', 'services', 'bin', 'lib', 'local', 'build', 'dist', 'current', 'data'],
]);

/** What says which folder a process runs; a mapping that was set looks for its texts in them. */
export function textsOf({ command, cwd, container }: Process): readonly string[] {
  return [command, cwd ?? '', container?.name ?? ''].filter((text) => text !== '');
}

/**
 * Paths of folders, each as its segments, that the program of a process lies in, as far as it says: those that its
 * command line names, from its working directory on, that directory itself, and the names that its container was given
 * for it.
 */
export function foldersOf(process: Process): readonly (readonly string[])[] {
  const cwd = segmentsOf(process.cwd ?? '');
  const named = pathsIn(process.command).map(({ folders, isAbsolute }) =>
    isAbsolute ? folders : [...cwd, ...folders],
  );
  const service = wordsOf(process.container?.name ?? '').map((word) => [word]);
  return [...named, cwd, ...service].filter(({ length }) => length > 0);
}

/** How many of a path's last folders stand in this order in an address; 0 where only general names do. */
export function agreement(folders: readonly string[], uri: string): number {
  const path = plain(uri);
  for (let count = folders.length; count > 0; count -= 1) {
    const last = folders.slice(-count);
    if (!path.includes(`/${last.join('/')}/`)) continue;
    return last.every((name) => general.has(name)) ? 0 : count;
  }
  return 0;
}

/** VS Code writes more characters of an address in hexadecimal than others do. */
function plain(uri: string): string {
  if (!uri.includes('%')) return uri;
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}

/** Folders that the words of a command line name: `services/shop/main.js`, `shop.main:app`. */
function pathsIn(command: string): { folders: string[]; isAbsolute: boolean }[] {
  return command
    .split(/\s+/)
    .slice(1, 20)
    .flatMap((word) => {
      const module = /^[a-z_]\w*(?:\.\w+)+(?=:\w+$)/i.exec(word)?.[0];
      const path = module ? module.replaceAll('.', '/') : word;
      const folders = segmentsOf(path).slice(0, -1);
      return folders.length > 0 ? [{ folders, isAbsolute: path.startsWith('/') }] : [];
    });
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

/** `shop-orders-1` of Compose is service `orders` of project `shop`, and `orders` may have hyphens itself. */
function wordsOf(container: string): readonly string[] {
  const parts = container.replace(/[-_]\d+$/, '').split(/(?<=[-_])/);
  return parts.map((_, at) => parts.slice(at).join('')).filter((word) => word !== '');
}
