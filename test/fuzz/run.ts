import { generator } from '../../remote-agent/testing/random.ts';
import type { FuzzTarget, SavedSeed } from './target.ts';

/** A failure, with what it takes to see it again. */
export class FuzzFailure extends Error {
  override readonly name = 'FuzzFailure';
}

/** Tries each target with its saved seeds and then with `each` seeds from `first` on; returns the number of inputs. */
export function fuzz(
  targets: readonly FuzzTarget[],
  saved: readonly SavedSeed[],
  first: number,
  each: number,
  progress: (line: string) => void,
): number {
  let inputs = 0;
  for (const target of targets) {
    const old = saved.filter((one) => one.target === target.name).map(({ seed }) => seed);
    for (const seed of old) attempt(target, seed);
    for (let seed = first; seed < first + each; seed++) attempt(target, seed);
    inputs += old.length + each;
    progress(`${target.name}: ${old.length + each} inputs`);
  }
  return inputs;
}

function attempt(target: FuzzTarget, seed: number): void {
  try {
    // Neighbouring seeds begin with almost the same number.
    target.try(generator(Math.imul(seed, 0x9e37_79b1) >>> 0));
  } catch (error) {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    throw new FuzzFailure(
      `Target ${target.name} failed with seed ${seed} (npm run -s fuzz -- --target ${target.name} --seed ${seed} --each 1): ${what}`,
    );
  }
}
