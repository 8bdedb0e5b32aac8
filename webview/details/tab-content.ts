import { become } from '../become.ts';
import { element } from '../dom.ts';
import type { Shown } from './details.ts';

/** What a tab shows of one exchange. It stays in the page while that is told again, as somebody may be reading it. */
export interface TabContent {
  readonly node: HTMLElement;
  show(shown: Shown): void;
}

/** A tab of parts that remember nothing. */
export function plainTab(draw: (shown: Shown) => readonly HTMLElement[]): () => TabContent {
  return () => {
    const node = element('div');
    return {
      node,
      show: (shown) => become(node, element('div', {}, ...draw(shown))),
    };
  };
}
