import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../../build/paths.ts';
import { copyFolder, startProgram } from '../demo/host-programs.ts';
import type { VmHost } from '../vm/host.ts';
import { fastApiModules } from './python-packages.ts';

const sources = join(root, 'test', 'fixtures', 'services');

/** A route of a service, and what visitors ask of it. */
export interface ServiceRoute {
  readonly method: string;
  /** As curl takes it: `[1-3]` stands for three requests. */
  readonly path: string;
  readonly template: string;
  readonly requests: number;
  /** Of these, those that are answered with 500. */
  readonly errors: 0 | 1;
  /** Parts of the lines that have a lens for it. */
  readonly lines: readonly string[];
}

/** A service with a framework. */
export interface Service {
  /** Its folder in the workspace and on the host. */
  readonly name: string;
  readonly port: number;
  /** What has its routes, in its folder. */
  readonly file: string;
  readonly routes: readonly ServiceRoute[];
  /** How the line of the first route's handler begins. */
  readonly handler: string;
  /** A path that none of its routes answers; it is asked for, too. */
  readonly unknown: string;
  /** What is posted. */
  readonly body: string;
}

const reviews: Service = {
  name: 'reviews',
  port: 8092,
  file: 'routes/reviews.js',
  routes: [
    {
      ...{ method: 'GET', path: '/api/reviews/[1-9]', template: '/api/reviews/{book}' },
      ...{ requests: 9, errors: 0, lines: ["reviews.get('/:book', ofBook)", 'function ofBook('] },
    },
    {
      ...{ method: 'POST', path: '/api/reviews/[1-2]', template: '/api/reviews/{book}' },
      ...{ requests: 2, errors: 0, lines: ["reviews.post('/:book', add)", 'function add('] },
    },
    {
      ...{ method: 'GET', path: '/api/reviews/[1-3]/stars', template: '/api/reviews/{book}/stars' },
      ...{ requests: 3, errors: 1, lines: ["reviews.get('/:book/stars'"] },
    },
    {
      ...{ method: 'DELETE', path: '', template: '/api/reviews/{book}', requests: 0, errors: 0 },
      lines: ["reviews.delete('/:book', forget)", 'function forget('],
    },
  ],
  handler: 'function ofBook(',
  unknown: '/api/reviewers',
  body: '{"stars":3,"text":"It ended."}',
};

const parcels: Service = {
  name: 'parcels',
  port: 8093,
  file: 'routers/parcels.py',
  routes: [
    {
      ...{ method: 'GET', path: '/api/parcels/[1-7]', template: '/api/parcels/{parcel}' },
      ...{ requests: 7, errors: 0, lines: ['@router.get("/{parcel}")'] },
    },
    {
      ...{ method: 'POST', path: '/api/parcels/[1-4]', template: '/api/parcels/{parcel}' },
      ...{ requests: 4, errors: 0, lines: ['@router.post("/{parcel}"'] },
    },
    {
      ...{ method: 'GET', path: '/api/parcels/[4-5]/last', template: '/api/parcels/{parcel}/last' },
      ...{ requests: 2, errors: 1, lines: ['@router.get("/{parcel}/last")'] },
    },
    {
      ...{ method: 'DELETE', path: '', template: '/api/parcels/{parcel}', requests: 0, errors: 0 },
      lines: ['@router.delete("/{parcel}"'],
    },
  ],
  handler: 'def stops_of(',
  unknown: '/api/letters',
  body: '{"place":"Oslo"}',
};

/** Express and FastAPI, the real ones. */
export const services: readonly Service[] = [reviews, parcels];

/** The folder that a workspace has of a service. */
export function folderOf({ name }: Service): string {
  return join(sources, name);
}

/** Puts the services on a host, with their frameworks; when this returns they answer. */
export async function openServices(host: VmHost): Promise<void> {
  await copyFolder(host, sources, 'services');
  await Promise.all([openReviews(host), openParcels(host)]);
}

async function openReviews(host: VmHost): Promise<void> {
  const { outputFiles } = await build({
    entryPoints: [join(folderOf(reviews), 'main.js')],
    ...{ bundle: true, write: false, platform: 'node', format: 'cjs', target: 'node20' },
  });
  const input = outputFiles[0]?.contents;
  if (!input) throw new Error('The bundle of the reviews is empty.');
  await host.mustRun('cat > services/reviews/main.cjs', { input });
  const ready = `127.0.0.1:${reviews.port}${reviews.unknown}`;
  await startProgram(host, 'services/reviews', {
    name: 'reviews',
    command: 'node main.cjs',
    ready,
  });
}

async function openParcels(host: VmHost): Promise<void> {
  const suite = await host.mustRun('. /etc/os-release && echo "$VERSION_CODENAME"');
  const input = await fastApiModules(suite.trim());
  await host.mustRun('mkdir services/python && tar -xz -C services/python', { input });
  const server = `python3 -m uvicorn main:app --port ${parcels.port}`;
  const command = `env PYTHONPATH="$HOME/services/python" ${server}`;
  const ready = `127.0.0.1:${parcels.port}${parcels.unknown}`;
  await startProgram(host, 'services/parcels', { name: 'parcels', command, ready });
}

/** Makes the requests of all routes, a few a second; returns when all are answered. */
export async function visitServices(host: VmHost): Promise<void> {
  await Promise.all(services.map((service) => host.mustRun(visitsOf(service))));
}

function visitsOf({ port, routes, unknown, body }: Service): string {
  const visited = routes.filter(({ requests }) => requests > 0);
  const json = `-H 'content-type: application/json' -d '${body}'`;
  return [...visited, { method: 'GET', path: unknown }]
    .map(({ method, path }) => {
      const data = method === 'POST' ? json : '';
      return `curl -sS -o /dev/null --rate 3/s -X ${method} ${data} 'http://127.0.0.1:${port}${path}'`;
    })
    .join(' && ');
}
