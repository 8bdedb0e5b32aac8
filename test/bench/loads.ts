import type { Sections } from './sections.ts';
import { type Load, parseWrk } from './wrk.ts';

/** The three like loads of one measurement, taken together; see guest/loads.sh. */
export interface Loads extends Load {
  /** Largest rate less smallest, as a ratio to their mean. */
  readonly spread: number;
}

/** Throws where one of them is missing or unusable. */
export function loadsOf(sections: Sections, name: string): Loads {
  const loads = [1, 2, 3].map((number) => parseWrk(sections.text(`${name}.load-${number}`)));
  const rates = loads.map((load) => load.requestsPerS);
  const requestsPerS = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  return {
    requests: loads.reduce((sum, load) => sum + load.requests, 0),
    requestsPerS,
    spread: (Math.max(...rates) - Math.min(...rates)) / requestsPerS,
  };
}
