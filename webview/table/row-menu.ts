/**
 * A context menu that a key asks for is that of the active row: the focus is on the grid around all rows, so that the
 * event would say nothing of any of them, and not where the menu is to be.
 */
export function passMenuToRow(grid: HTMLElement, activeRow: () => HTMLElement | null): void {
  grid.addEventListener('contextmenu', (event) => {
    const row = event.target === grid ? activeRow() : null;
    if (!row) return;
    event.preventDefault();
    event.stopPropagation();
    const { left, bottom } = row.getBoundingClientRect();
    const at = { clientX: Math.round(left), clientY: Math.round(bottom) };
    row.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, ...at }));
  });
}
