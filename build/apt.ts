import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Archive, parseDeb822, parseOneLine, sourcesFor } from './apt-sources.ts';
import { mustRun, runProgram } from './program.ts';

/** The archives that apt uses on this machine. */
export function machineArchives(): Archive[] {
  const folder = '/etc/apt/sources.list.d';
  const parts = existsSync(folder) ? readdirSync(folder).sort() : [];
  const files = ['/etc/apt/sources.list', ...parts.map((name) => join(folder, name))];
  return files.filter(existsSync).flatMap((file) => {
    if (file.endsWith('.sources')) return parseDeb822(readFileSync(file, 'utf8'));
    return file.endsWith('.list') ? parseOneLine(readFileSync(file, 'utf8')) : [];
  });
}

/** apt with package lists of its own, so that the machine's are left alone. */
export class Apt {
  private constructor(
    private readonly folder: string,
    private readonly options: readonly string[],
  ) {}

  /** Fetches the package lists of `suites` into `folder`, which it creates. */
  static async open(
    folder: string,
    suites: readonly string[],
    architecture = 'amd64',
  ): Promise<Apt> {
    const sources = join(folder, 'sources');
    await mkdir(sources, { recursive: true });
    await mkdir(join(folder, 'lists', 'partial'), { recursive: true });
    await mkdir(join(folder, 'cache', 'archives', 'partial'), { recursive: true });
    await writeFile(
      join(sources, 'suites.sources'),
      sourcesFor(suites, machineArchives(), architecture),
    );
    await writeFile(join(folder, 'status'), '');
    const apt = new Apt(folder, [
      `Dir::Etc::sourceparts=${sources}`,
      'Dir::Etc::sourcelist=/dev/null',
      `Dir::State::Lists=${join(folder, 'lists')}`,
      `Dir::Cache=${join(folder, 'cache')}`,
      // Nothing is installed there.
      `Dir::State::status=${join(folder, 'status')}`,
      `APT::Architecture=${architecture}`,
      `APT::Architectures=${architecture}`,
      // Its downloading user may not enter this folder.
      'APT::Sandbox::User=root',
      'Acquire::Retries=3',
    ]);
    // A suite that is gone is not a failure as long as the others have the package.
    await runProgram('apt-get', apt.arguments('update', '-qq'));
    return apt;
  }

  /** The names of all packages. */
  async names(): Promise<string[]> {
    const all = await mustRun('apt-cache', this.arguments('pkgnames'));
    return all.split('\n').filter(Boolean);
  }

  /** Downloads packages and unpacks them into `target`. */
  async unpack(packages: readonly string[], target: string): Promise<void> {
    const downloads = join(target, '..', 'downloads');
    await mkdir(downloads, { recursive: true });
    await mkdir(target, { recursive: true });
    await mustRun('apt-get', this.arguments('download', '-qq', ...packages), { cwd: downloads });
    for (const name of readdirSync(downloads).filter((file) => file.endsWith('.deb'))) {
      await mustRun('dpkg', ['-x', join(downloads, name), target]);
    }
  }

  /** Downloads packages and everything that they depend on. Returns the folder of the .deb files. */
  async downloadWithDependencies(packages: readonly string[]): Promise<string> {
    const words = ['install', '-qq', '-y', '--download-only', '--no-install-recommends'];
    await mustRun('apt-get', this.arguments(...words, ...packages));
    return join(this.folder, 'cache', 'archives');
  }

  private arguments(...words: string[]): string[] {
    return [...this.options.flatMap((option) => ['-o', option]), ...words];
  }
}
