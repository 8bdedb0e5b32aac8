import { writeAny } from './ascii-json.ts';
import type { AsciiWriter } from './ascii-writer.ts';
import { Constant } from './constant.ts';

export type Keys<Of> = { readonly [Name in keyof Required<Of>]: Constant };

/**
 * The names of an object's members with what stands around them in its JSON; the first, which must never be absent,
 * opens the object. One that is missing does not compile.
 */
export function keys<Of>(names: { readonly [Name in keyof Required<Of>]: true }): Keys<Of> {
  const constants = Object.keys(names).map((name, index) => [
    name,
    new Constant(Buffer.from(`${index === 0 ? '{' : ','}${JSON.stringify(name)}:`)),
  ]);
  return Object.fromEntries(constants) as Keys<Of>;
}

export function stringMember(to: AsciiWriter, key: Constant, value: string | undefined): void {
  if (value === undefined) return;
  to.constant(key);
  to.string(value);
}

export function numberMember(
  to: AsciiWriter,
  key: Constant,
  value: number | null | undefined,
): void {
  if (value === undefined) return;
  to.constant(key);
  if (value === null) to.ascii('null');
  else to.number(value);
}

/** A member that may be shared, or is rare. */
export function anyMember(to: AsciiWriter, key: Constant, value: unknown): void {
  if (value === undefined) return;
  to.constant(key);
  writeAny(to, value);
}

export function endMembers(to: AsciiWriter): void {
  to.byte(125);
}
