/**
 * Milliseconds since the epoch in this range have 13 digits, and lie 2^-13 or more from each other, so that four
 * decimals tell each from the next.
 */
export const timesFrom = 1e12;
export const timesTo = 1e13;
export const longestTime = 18;

/** Four digits each, as a word of four bytes. */
const fourDigits = Uint32Array.from({ length: 10_000 }, (_, value) =>
  Buffer.from(`${value}`.padStart(4, '0')).readUInt32LE(),
);

function putFour(view: DataView, at: number, value: number): void {
  view.setUint32(at, fourDigits[value] as number, true);
}

/** An integer of at most four digits. As each of these functions, writes it at `at`. @returns where it ends */
function putSmall(view: DataView, at: number, value: number): number {
  const digits = value < 10 ? 1 : value < 100 ? 2 : value < 1000 ? 3 : 4;
  view.setUint32(at, (fourDigits[value] as number) >>> (32 - 8 * digits), true);
  return at + digits;
}

/** A number below 10,000; nothing where it is no whole number of millionths. */
export function putMillionths(view: DataView, at: number, value: number): number {
  const whole = Math.floor(value);
  if (whole === value) return putSmall(view, at, whole);
  const millionths = Math.round(value * 1e6);
  if (millionths / 1e6 !== value) return at;
  const decimals = millionths - whole * 1e6;
  const first = Math.floor(decimals / 100);
  const point = putSmall(view, at, whole);
  view.setUint8(point, 46);
  putFour(view, point + 1, first);
  putFour(view, point + 5, (decimals - first * 100) * 100);
  return point + 9;
}

/** A number from {@link timesFrom} to {@link timesTo}. */
export function putTime(view: DataView, at: number, value: number): number {
  const whole = Math.floor(value);
  // As integers of 32 bits, whose division is cheap.
  const high = Math.floor(whole / 1e8) | 0;
  const low = (whole - high * 1e8) | 0;
  const first = (high / 10) | 0;
  const middle = (low / 10_000) | 0;
  putFour(view, at, first);
  view.setUint8(at + 4, 48 + high - first * 10);
  putFour(view, at + 5, middle);
  putFour(view, at + 9, low - middle * 10_000);
  if (whole === value) return at + 13;
  view.setUint8(at + 13, 46);
  putFour(view, at + 14, Math.round((value - whole) * 1e4));
  return at + longestTime;
}
