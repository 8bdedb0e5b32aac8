/** The first index from `from` up to `length` of which `before` does not hold; it must hold of all those before. */
export function lowerBound(length: number, from: number, before: (at: number) => boolean): number {
  let low = from;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (before(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
