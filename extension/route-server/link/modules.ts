import type { SourceFacts } from '../facts/facts.ts';
import { folderOf, joinUri, type Workspace } from './workspace.ts';

/** The files that an import names; several where a package has several. */
export function filesOfModule(
  { uri, language }: SourceFacts,
  module: string,
  workspace: Workspace,
): readonly string[] {
  const { modules } = workspace;
  const key = `${uri} ${module}`;
  const known = modules.get(key);
  if (known) return known;
  const found = finders[language]?.(uri, module, workspace) ?? [];
  modules.set(key, found);
  return found;
}

type Finder = (uri: string, module: string, workspace: Workspace) => readonly string[];

const scriptEndings = ['', '.ts', '.tsx', '.js', '.mjs', '.cjs', '.mts', '.cts', '.jsx'];

const finders: Partial<Record<SourceFacts['language'], Finder>> = {
  javascript: (uri, module, workspace) => {
    if (module.startsWith('.')) {
      const base = joinUri(folderOf(uri), module);
      const written = base.replace(/\.[cm]?jsx?$/, '');
      const found = [base, written]
        .flatMap((path) => scriptEndings.flatMap((end) => [path + end, `${path}/index${end}`]))
        .find((path) => workspace.has(path));
      return found ? [found] : [];
    }
    // `@/routes/users`, `~/…`, `src/…`: the part after the alias says enough when one file fits.
    const tail = module.replace(/^[@~#]\//, '');
    if (!tail.includes('/') && tail === module) return [];
    return only(
      scriptEndings.flatMap((end) => [
        ...workspace.endingIn(`${tail}${end}`),
        ...workspace.endingIn(`${tail}/index${end}`),
      ]),
    );
  },
  python: (uri, module, workspace) => {
    const dots = /^\.*/.exec(module)?.[0].length ?? 0;
    const path = module.slice(dots).replaceAll('.', '/');
    if (dots > 0) {
      const folder = joinUri(folderOf(uri), '../'.repeat(dots - 1));
      const base = path === '' ? folder : `${folder}/${path}`;
      return [`${base}.py`, `${base}/__init__.py`].filter((file) => workspace.has(file));
    }
    // The nearest folder above that has it is the one on the path of this program.
    for (let folder = folderOf(uri); folder.includes('://') && folder.length > 8; ) {
      const found = [`${folder}/${path}.py`, `${folder}/${path}/__init__.py`].find((file) =>
        workspace.has(file),
      );
      if (found) return [found];
      const above = folderOf(folder);
      if (above === folder) break;
      folder = above;
    }
    return only([
      ...workspace.endingIn(`${path}.py`),
      ...workspace.endingIn(`${path}/__init__.py`),
    ]);
  },
  go: (_uri, module, workspace) => {
    const parts = module.split('/');
    for (let first = 1; first < parts.length; first += 1) {
      const files = workspace.within(`/${parts.slice(first).join('/')}`);
      if (files.length > 0) return files.filter((file) => file.endsWith('.go'));
    }
    return [];
  },
  php: (_uri, module, workspace) => {
    const name = module.replace(/^.*\\/, '');
    return nearestTo(module, workspace.endingIn(`${name}.php`)).slice(0, 1);
  },
  rust: (uri, module, workspace) => {
    const folder = folderOf(uri);
    const own = /\/(main|lib|mod)\.rs$/.test(uri) ? folder : uri.replace(/\.rs$/, '');
    const path = module.replace(/^(crate|self|super)::/, '').replaceAll('::', '/');
    const near = [own, folder, folderOf(folder)]
      .flatMap((base) => [`${base}/${path}.rs`, `${base}/${path}/mod.rs`])
      .find((file) => workspace.has(file));
    if (near) return [near];
    return only([...workspace.endingIn(`${path}.rs`), ...workspace.endingIn(`${path}/mod.rs`)]);
  },
};

/** Of files that are named alike, the one whose folders are most like a path; the shorter address of two alike. */
export function nearestTo(path: string, uris: readonly string[]): readonly string[] {
  const wanted = plainParts(path);
  const likeness = new Map(uris.map((uri) => [uri, alike(wanted, plainParts(uri))]));
  return uris.toSorted(
    (a, b) => (likeness.get(b) ?? 0) - (likeness.get(a) ?? 0) || a.length - b.length,
  );
}

/** Names of folders and files are written as namespaces are but for case and dashes. */
function plainParts(path: string): string[] {
  return path
    .toLowerCase()
    .replace(/\.\w+$/, '')
    .replaceAll('_', '')
    .split(/[\\/:.]+/);
}

function alike(some: readonly string[], others: readonly string[]): number {
  let count = 0;
  while (count < some.length && some.at(-1 - count) === others.at(-1 - count)) count += 1;
  return count;
}

/** One file is meant; where several could be, none is. */
function only(files: readonly string[]): readonly string[] {
  return new Set(files).size === 1 ? files.slice(0, 1) : [];
}
