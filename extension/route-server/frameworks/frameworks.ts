import { express } from './express.ts';
import type { Framework } from './framework.ts';
import { guess } from './guess.ts';

/** All that are known; where several fit, the first. */
export const frameworks: readonly Framework[] = [express, guess];
