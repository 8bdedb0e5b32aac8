import {
  type Button,
  type Panels,
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodePanels,
  vsCodePanelTab,
  vsCodePanelView,
  vsCodeProgressRing,
} from '@vscode/webview-ui-toolkit';
import { element, setAttribute, setText } from './dom.ts';
import { type IconName, icon } from './icons.ts';

// The only file that knows the toolkit: another set of controls takes another file like this one.
provideVSCodeDesignSystem().register(
  vsCodeButton(),
  vsCodePanels(),
  vsCodePanelTab(),
  vsCodePanelView(),
  vsCodeProgressRing(),
);

/** A button with words. `action` is in `data-action`. */
export function button(
  label: string,
  action: string,
  act: () => void,
  appearance: 'primary' | 'secondary' = 'primary',
): HTMLElement {
  const made = make<Button>('vscode-button', { appearance, 'data-action': action });
  made.append(label);
  made.addEventListener('click', act);
  return made;
}

/** A button with an icon alone; the label is read out and shown as its tooltip. */
export function iconButton(name: IconName, label: string, action: string, act: () => void) {
  const made = make<Button>('vscode-button', {
    appearance: 'icon',
    'data-action': action,
    'aria-label': label,
    title: label,
  });
  made.append(icon(name));
  made.addEventListener('click', act);
  return made as HTMLElement;
}

export interface Tab {
  readonly id: string;
  readonly label: string;
  readonly content: HTMLElement;
}

export interface Tabs {
  readonly node: HTMLElement;
  show(id: string): void;
  /** Shows a count beside a tab's label; `null` removes it. */
  setBadge(id: string, text: string | null): void;
}

/** Tabs, with whatever stands at the end of their row. `name` is in the ids of their elements. */
export function tabs(
  name: string,
  label: string,
  all: readonly Tab[],
  changed: (id: string) => void,
  ...end: readonly HTMLElement[]
): Tabs {
  const panels = make<Panels>('vscode-panels', { 'aria-label': label });
  const badges = new Map<string, HTMLElement>();
  const domId = (id: string) => `${name}-${id}`;
  for (const { id, label: text } of all) {
    const tab = make('vscode-panel-tab', { id: domId(id), 'data-tab': id });
    // The toolkit's badge sets a style attribute, which our policy refuses.
    const badge = element('span', { class: 'badge' });
    badge.hidden = true;
    badges.set(id, badge);
    tab.append(text, badge);
    panels.append(tab);
  }
  for (const { id, content } of all) {
    const view = make('vscode-panel-view', { id: `${domId(id)}-view` });
    view.append(content);
    panels.append(view);
  }
  for (const node of end) {
    node.slot = 'end';
    panels.append(node);
  }
  panels.addEventListener('change', () => {
    const shown = all.find(({ id }) => domId(id) === panels.activeid);
    if (shown) changed(shown.id);
  });
  return {
    node: panels,
    show(id) {
      panels.activeid = domId(id);
      // The toolkit tells only of what somebody does.
      changed(id);
    },
    setBadge(id, text) {
      const badge = badges.get(id);
      if (!badge) return;
      badge.hidden = text === null;
      setText(badge, text ?? '');
    },
  };
}

/** Says that something is under way. */
export function progressRing(label: string): HTMLElement {
  return make('vscode-progress-ring', { 'aria-label': label });
}

/** The toolkit gives its elements labels of its own when they enter the page; ours stay. */
function make<Made extends HTMLElement = HTMLElement>(
  name: string,
  attributes: Readonly<Record<string, string>>,
): Made {
  const made = element(name as 'div', attributes);
  const label = attributes['aria-label'];
  if (label !== undefined) {
    new MutationObserver(() => setAttribute(made, 'aria-label', label)).observe(made, {
      attributeFilter: ['aria-label'],
    });
  }
  return made as HTMLElement as Made;
}
