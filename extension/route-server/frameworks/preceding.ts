import type { Declaration } from './framework.ts';
import type { Prefix } from './paths.ts';

/** The parts of a path that an application says for routes that its other files declare, the outer ones first. */
export const layers = ['settings', 'prefix', 'version', 'module', 'pattern'] as const;

export type Layer = (typeof layers)[number];

/** Something that an application says once, of all or some of its routes. */
export interface Preceding {
  readonly layer: Layer;
  /** It holds where nothing else is said. */
  readonly isUsual?: true;
  /**
   * What comes before a route in this layer; several where all of them lead to it, none where nothing is said of it.
   *
   * @param path what the layers within this one made of the route's template, but for versions
   */
  before(of: Declaration, path: string): readonly Prefix[];
}

/** What stands before every route. */
export function always(layer: Layer, prefix: Prefix): Preceding {
  return { layer, before: () => [prefix] };
}
