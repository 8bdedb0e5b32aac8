/** A value from an agent that is not of the shape that its message promises. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

/** Checks a value, and throws a {@link ShapeError} naming `path` where it is not as expected. */
export type Check = (value: unknown, path: string) => void;

export const string: Check = (value, path) => {
  if (typeof value !== 'string') throw new ShapeError(path);
};

export const number: Check = (value, path) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new ShapeError(path);
};

/** The latest time that a Date can hold (ECMA-262, section 21.4.1.1). */
export const latestMs = 8.64e15;

/** Epoch milliseconds. */
export const moment: Check = (value, path) => {
  number(value, path);
  if (Math.abs(Number(value)) > latestMs) throw new ShapeError(path);
};

export const boolean: Check = (value, path) => {
  if (typeof value !== 'boolean') throw new ShapeError(path);
};

export function oneOf(...allowed: readonly string[]): Check {
  const set = new Set<unknown>(allowed);
  return (value, path) => {
    if (!set.has(value)) throw new ShapeError(path);
  };
}

export function nullOr(check: Check): Check {
  return (value, path) => {
    if (value !== null) check(value, path);
  };
}

export function optional(check: Check): Check {
  return (value, path) => {
    if (value !== undefined) check(value, path);
  };
}

export function list(item: Check): Check {
  return (value, path) => {
    if (!Array.isArray(value)) throw new ShapeError(path);
    for (let i = 0; i < value.length; i++) item(value[i], `${path}[${i}]`);
  };
}

/** An object with these members; it may hold others, which newer agents have. */
export function object(members: Readonly<Record<string, Check>>): Check {
  const entries = Object.entries(members);
  return (value, path) => {
    if (typeof value !== 'object' || value === null) throw new ShapeError(path);
    const record = value as Readonly<Record<string, unknown>>;
    for (const [name, check] of entries) check(record[name], `${path}.${name}`);
  };
}
