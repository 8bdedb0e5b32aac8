import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Apt } from '../../build/apt.ts';
import { artefact } from '../../build/artefact.ts';
import { mustRun } from '../../build/program.ts';

/** FastAPI and uvicorn, and what they import. */
const packages = ['fastapi', 'starlette', 'pydantic', 'uvicorn', 'anyio', 'sniffio', 'idna']
  .concat(['typing-extensions', 'h11', 'click', 'asgiref'])
  .map((name) => `python3-${name}`);

/** Where Debian has the packages of its Python. */
const modules = 'usr/lib/python3/dist-packages';

/**
 * FastAPI as this Debian release has it, as a compressed archive of modules to put on Python's path. They are
 * compiled already, which takes long in emulation.
 */
export async function fastApiModules(suite: string): Promise<Buffer> {
  const folder = await artefact({
    name: 'python-packages',
    files: [import.meta.filename],
    values: [suite],
    build: async (target) => {
      const work = join(target, 'work');
      const apt = await Apt.open(join(work, 'apt'), [suite, `${suite}-security`]);
      await apt.unpack(packages, join(work, 'tree'));
      const cwd = join(work, 'tree', modules);
      const compile = ['-m', 'compileall', '-q', '--invalidation-mode', 'unchecked-hash', '.'];
      await mustRun('/usr/bin/python3', compile, { cwd });
      await mustRun('tar', ['-czf', join(target, 'modules.tar.gz'), '.'], { cwd });
      await rm(work, { recursive: true });
    },
  });
  return readFile(join(folder, 'modules.tar.gz'));
}
