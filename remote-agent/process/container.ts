import type { Container, ContainerRuntime } from '../protocol/exchange.ts';

const runtimes: Readonly<Record<string, ContainerRuntime>> = {
  docker: 'docker',
  'cri-containerd': 'containerd',
  containerd: 'containerd',
  nerdctl: 'containerd',
  crio: 'cri-o',
  libpod: 'podman',
};

/** A cgroup of a container as runtimes name it: `ID`, `docker-ID.scope`, `…slice:cri-containerd:ID`. */
const named = /^(?:(?:.*:)?([a-z-]+?)[-:])?([0-9a-f]{64})(?:\.scope)?$/;
const lxc = /^lxc(?:\.payload)?[./](.+)$/;
const nspawn = /^(?:machine-(.+)\.scope|systemd-nspawn@(.+)\.service)$/;
/** In slices of systemd the uid has `_` for `-`. */
const pod = /pod([0-9a-f]{8}(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}|[0-9a-f]{32})/;

/**
 * The container that the text of `/proc/PID/cgroup` names, of cgroup v1 or v2 (cgroups(7)); `undefined` for a
 * process of the host itself. With a container inside a container it is the inner one.
 */
export function containerOf(cgroups: string): Container | undefined {
  for (const line of cgroups.split('\n')) {
    const path = line.split(':').slice(2).join(':');
    const container = containerOfPath(path);
    if (container) return container;
  }
  return undefined;
}

function containerOfPath(path: string): Container | undefined {
  const segments = path.split('/');
  for (let index = segments.length - 1; index > 0; index--) {
    const segment = segments[index] ?? '';
    const before = segments[index - 1] ?? '';
    // What runs beside a container on its behalf is not in it.
    if (segment.startsWith('libpod-conmon-') || segment.startsWith('crio-conmon-'))
      return undefined;
    const match = named.exec(segment);
    if (match?.[2]) return found(path, match[2], runtimes[match[1] ?? before]);
    const inLxc = lxc.exec(before === 'lxc' ? `lxc/${segment}` : segment)?.[1];
    if (inLxc) return { id: inLxc, runtime: 'lxc', name: inLxc };
    const machine = nspawn.exec(segment);
    const name = machine?.[1] ?? machine?.[2];
    if (name) return { id: unescaped(name), runtime: 'nspawn', name: unescaped(name) };
  }
  return undefined;
}

function found(path: string, id: string, runtime: ContainerRuntime | undefined): Container {
  const uid = pod.exec(path)?.[1]?.replaceAll('_', '-');
  return {
    id,
    ...(runtime === undefined ? {} : { runtime }),
    ...(uid === undefined ? {} : { pod: uid }),
  };
}

/** systemd writes special characters of a name as `\x2d` (systemd.unit(5)). */
function unescaped(name: string): string {
  return name.replace(/\\x([0-9a-f]{2})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}
