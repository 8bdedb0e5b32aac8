import { element } from './dom.ts';
import { icon } from './icons.ts';

export type MenuItem =
  | {
      readonly label: string;
      /** At the end of the item, fainter. */
      readonly hint?: string;
      readonly checked?: boolean;
      act(): void;
    }
  | 'line';

let close: (() => void) | undefined;

/** A menu (WAI-ARIA) at a place of the page; whatever had the focus has it again afterwards. */
export function openMenu(
  label: string,
  items: readonly MenuItem[],
  at: { readonly x: number; readonly y: number },
): void {
  close?.();
  const before = document.activeElement;
  const menu = element('div', { class: 'menu', role: 'menu', 'aria-label': label, tabindex: '-1' });
  const shut = () => {
    if (close !== shut) return;
    close = undefined;
    const inside = menu.contains(document.activeElement);
    menu.remove();
    document.removeEventListener('pointerdown', outside, true);
    window.removeEventListener('blur', shut);
    if (inside && before instanceof HTMLElement) before.focus();
  };
  const outside = ({ target }: Event) => {
    if (!(target instanceof Node) || !menu.contains(target)) shut();
  };
  close = shut;
  menu.append(...items.map((item) => itemElement(item, shut)));
  menu.addEventListener('keydown', (event) => keyPressed(event, menu, shut));
  document.addEventListener('pointerdown', outside, true);
  window.addEventListener('blur', shut);
  document.body.append(menu);
  place(menu, at);
  menu.querySelector<HTMLElement>('[role^=menuitem]')?.focus();
}

function itemElement(item: MenuItem, shut: () => void): HTMLElement {
  if (item === 'line') return element('div', { class: 'line', role: 'separator' });
  const { label, hint, checked, act } = item;
  const made = element(
    'div',
    {
      class: 'item',
      role: checked === undefined ? 'menuitem' : 'menuitemcheckbox',
      tabindex: '-1',
      ...(checked !== undefined && { 'aria-checked': String(checked) }),
    },
    element('span', { class: 'check' }, ...(checked ? [icon('check')] : [])),
    label,
    ...(hint ? [' ', element('span', { class: 'hint' }, hint)] : []),
  );
  made.addEventListener('click', () => {
    shut();
    act();
  });
  made.addEventListener('pointerenter', () => made.focus());
  return made;
}

function keyPressed(event: KeyboardEvent, menu: HTMLElement, shut: () => void): void {
  const items = [...menu.querySelectorAll<HTMLElement>('[role^=menuitem]')];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const go = (to: number) => items[(to + items.length) % items.length]?.focus();
  if (event.key === 'ArrowDown') go(at + 1);
  else if (event.key === 'ArrowUp') go(at - 1);
  else if (event.key === 'Home') go(0);
  else if (event.key === 'End') go(-1);
  else if (event.key === 'Enter' || event.key === ' ') items[at]?.click();
  else if (event.key === 'Escape' || event.key === 'Tab') shut();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function place(menu: HTMLElement, { x, y }: { readonly x: number; readonly y: number }): void {
  const { innerWidth, innerHeight } = window;
  menu.style.left = `${Math.max(0, Math.min(x, innerWidth - menu.offsetWidth - 2))}px`;
  menu.style.top = `${Math.max(0, Math.min(y, innerHeight - menu.offsetHeight - 2))}px`;
}
