import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, rename, rm, utimes } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { cache } from './paths.ts';

/** A folder that is made once from a recipe. */
export interface Recipe {
  /** The start of its path within the cache. */
  readonly name: string;
  /** Everything that decides what comes out: files and folders by path, and other values. */
  readonly files: readonly string[];
  readonly values: readonly string[];
  /** Fills the empty folder it is given. */
  build(folder: string): Promise<void>;
}

/**
 * The folder made from `recipe`: an earlier one when nothing in the recipe has changed since, so that no network
 * is needed, else a new one. It appears under its name only when it is complete; of several processes that want
 * it at once, one builds and the others wait.
 */
export async function artefact(recipe: Recipe): Promise<string> {
  const folder = join(cache, `${recipe.name}-${recipeHash(recipe)}`);
  if (existsSync(folder)) return used(folder);
  await mkdir(dirname(folder), { recursive: true });
  const release = await lock(`${folder}.lock`);
  try {
    if (existsSync(folder)) return used(folder);
    const unfinished = `${folder}.building`;
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished);
    try {
      await recipe.build(unfinished);
      await rename(unfinished, folder);
      await removeUnused(recipe.name);
    } catch (error) {
      await rm(unfinished, { recursive: true, force: true });
      throw error;
    }
    return folder;
  } finally {
    release();
  }
}

/** 12 hex digits that change with any input of the recipe. */
export function recipeHash(recipe: Pick<Recipe, 'files' | 'values'>): string {
  const hash = createHash('sha256');
  for (const path of recipe.files.flatMap(filesOf)) hash.update(readFileSync(path)).update('\0');
  for (const value of recipe.values) hash.update(value).update('\0');
  return hash.digest('hex').slice(0, 12);
}

/** Notes that the folder was of use. */
async function used(folder: string): Promise<string> {
  const now = new Date();
  // A cache that cannot be written to is of use all the same.
  await utimes(folder, now, now).catch(() => undefined);
  return folder;
}

/** Removes what earlier versions of a recipe made and nobody has used for two weeks. */
async function removeUnused(name: string): Promise<void> {
  const parent = dirname(join(cache, name));
  const before = Date.now() - 14 * 24 * 60 * 60 * 1000;
  for (const entry of readdirSync(parent)) {
    const [, start, hash] = /^(.*)-([0-9a-f]{12})$/.exec(entry) ?? [];
    if (hash === undefined || start !== basename(name)) continue;
    const folder = join(parent, entry);
    if (statSync(folder).mtimeMs < before) await rm(folder, { recursive: true, force: true });
  }
}

function filesOf(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesOf(join(path, name)));
}

/**
 * Waits for the exclusive lock on a file, and returns what gives it back. flock(1) holds it for as long as its
 * input is open, so the kernel frees it however this process ends.
 */
async function lock(path: string): Promise<() => void> {
  const holder = spawn('flock', [path, 'sh', '-c', 'echo locked; exec cat >/dev/null'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await Promise.race([
    once(holder.stdout, 'data'),
    once(holder, 'exit').then(() => {
      throw new Error(`The lock ${path} could not be taken.`);
    }),
  ]);
  return () => holder.stdin.end();
}
