/** Index of the first number that is not below `value` in an ascending array, from `from` on. */
export function lowerBound(ascending: readonly number[], value: number, from = 0): number {
  let low = from;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
