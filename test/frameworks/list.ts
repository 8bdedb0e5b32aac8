import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cache, root } from '../../build/paths.ts';
import { mustRun, runProgram } from '../../build/program.ts';
import { type ListedProgram, npmPackages, type Run } from './programs.ts';

const listers = join(import.meta.dirname, 'listers');
const timeoutMs = 300_000;
/** Debian's, which has Debian's packages. */
const python = '/usr/bin/python3';

/** Where the npm packages lie; installed when they are not. */
export async function installedPackages(): Promise<string> {
  const wanted = Object.entries(npmPackages).map(([name, version]) => `${name}@${version}`);
  const folder = join(cache, `frameworks-${wanted.join('-').replace(/[^\w.-]/g, '_')}`);
  await mkdir(folder, { recursive: true });
  const installed = join(folder, 'node_modules', 'hono', 'package.json');
  if ((await readFile(installed, 'utf8').catch(() => '')) === '') {
    await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
    const words = ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...wanted];
    await mustRun('npm', words, { cwd: folder, timeoutMs });
  }
  return join(folder, 'node_modules');
}

export interface Listing {
  /** `METHOD TEMPLATE`, as the framework writes it. */
  readonly lines: readonly string[];
  /** Of the framework. */
  readonly version: string;
}

/** Runs a copy of a program in a folder of its own, as far as it lists its routes. */
export async function listed(
  { name, run }: ListedProgram,
  folder: string,
  packages: string,
): Promise<Listing> {
  const program = join(folder, 'src', 'example.com', 'shop');
  await cp(join(root, 'test', 'fixtures', 'routes', name), program, { recursive: true });
  const output = await outputOf(run, program, folder, packages);
  const [, own = output] = /\nROUTES\n([\s\S]*)/.exec(output) ?? [];
  const lines = own.split('\n').filter((line) => /^[A-Z*]+ \S/.test(line));
  if (lines.length === 0) throw new Error(`${name} lists nothing:\n${output}`);
  return { lines, version: await versionOf(run, packages) };
}

async function outputOf(run: Run, cwd: string, folder: string, packages: string): Promise<string> {
  // A parameter in place of what is computed from the environment.
  const env = { ...process.env, NAME: ':name' };
  if (run.by === 'python') {
    const words = [join(listers, 'list_routes.py'), run.function];
    return await mustRun(python, words, { cwd, env, timeoutMs });
  }
  if (run.by === 'go') {
    const main = await readFile(join(cwd, 'main.go'), 'utf8');
    const served = run.serves.replace(/^.*, (\w+)\)$|^(\w+)\..*$/, 'printRoutes($1$2)');
    await writeFile(join(cwd, 'main.go'), main.replace(run.serves, served));
    await cp(join(listers, run.lister), join(cwd, 'list.go'));
    // Debian's packages lie where their major version is left out, which Go forgives to modules.
    await writeFile(join(cwd, 'go.mod'), 'module example.com/shop\n');
    const own = { ...env, GO111MODULE: 'off', GOPATH: `${folder}:/usr/share/gocode` };
    await mustRun('go', ['build', '-o', join(folder, 'program'), '.'], {
      ...{ cwd, env: own, timeoutMs },
    });
    return await mustRun(join(folder, 'program'), [], { cwd, env: own, timeoutMs });
  }
  await symlink(packages, join(cwd, 'node_modules'));
  if (run.by === 'hono') {
    const words = ['--import', import.meta.resolve('tsx'), join(listers, 'hono.mts')];
    return await mustRun(process.execPath, words, { cwd, env, timeoutMs });
  }
  const type = /^import /m.test(await readFile(join(cwd, run.file), 'utf8'))
    ? 'module'
    : 'commonjs';
  await writeFile(join(cwd, 'package.json'), JSON.stringify({ type }));
  const words = ['--require', join(listers, run.lister), run.file];
  return await mustRun(process.execPath, words, { cwd, env, timeoutMs });
}

async function versionOf(run: Run, packages: string): Promise<string> {
  if (run.by === 'python') {
    const code = `from importlib.metadata import version; print(version("${run.module}"))`;
    return (await mustRun(python, ['-c', code])).trim();
  }
  if (run.by === 'go') {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the words of dpkg-query
    const words = ['-W', '-f', '${Version}', run.package];
    return (await runProgram('dpkg-query', words)).stdout.replace(/-[^-]*$/, '');
  }
  const name = run.by === 'hono' ? 'hono' : run.package;
  const text = await readFile(join(packages, name, 'package.json'), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}
