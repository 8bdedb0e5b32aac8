/** How far `to` is after `from`, negative where it is before: sequence numbers wrap around (RFC 9293, 3.4). */
export function distance(from: number, to: number): number {
  return (to - from) | 0;
}
