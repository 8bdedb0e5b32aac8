import { join } from 'node:path';
import { artefact } from '../../build/artefact.ts';
import { root } from '../../build/paths.ts';
import { mustRun } from '../../build/program.ts';
import type { Architecture } from '../vm/architecture.ts';

const sources = join(root, 'test/fixtures/traffic');

const compilers = {
  x86_64: { go: 'amd64', c: 'musl-gcc', include: '/usr/include/x86_64-linux-gnu' },
  aarch64: { go: 'arm64', c: 'aarch64-linux-gnu-gcc', include: undefined },
} as const;

/** The servers of the traffic that are compiled, by name; static, so that they run on any host. */
export async function trafficPrograms(architecture: Architecture): Promise<Map<string, string>> {
  const go = join(sources, 'server.go');
  const c = join(sources, 'uring.c');
  const folder = await artefact({
    name: 'traffic-programs',
    files: [import.meta.filename, go, c],
    values: [architecture],
    build: async (target) => {
      const compiler = compilers[architecture];
      const cache = join(target, 'go-cache');
      await mustRun('go', ['build', '-trimpath', '-o', join(target, 'go-server'), go], {
        env: {
          ...process.env,
          ...{ CGO_ENABLED: '0', GOARCH: compiler.go, GOOS: 'linux', GOFLAGS: '-ldflags=-s' },
          ...{ GO111MODULE: 'off', GOCACHE: cache, GOPATH: join(target, 'go-path') },
        },
      });
      await mustRun('rm', ['-rf', cache]);
      const headers = compiler.include
        ? ['-idirafter', '/usr/include', '-idirafter', compiler.include]
        : [];
      const options = ['-O2', '-static', '-s', '-Wall', '-Wextra', '-Werror', ...headers];
      await mustRun(compiler.c, [...options, c, '-o', join(target, 'uring-server')]);
    },
  });
  return new Map(['go-server', 'uring-server'].map((name) => [name, join(folder, name)]));
}
