/** One type of `bpftool btf dump … format raw -j`, with just the members that layouts need. */
export interface BtfType {
  readonly id: number;
  readonly kind: string;
  readonly name: string;
  readonly size?: number;
  readonly type_id?: number;
  readonly nr_elems?: number;
  readonly members?: readonly {
    readonly name: string;
    readonly type_id: number;
    readonly bits_offset: number;
  }[];
  readonly values?: readonly { readonly name: string; readonly val: number }[];
}

export interface StructLayout {
  /** Bytes. */
  readonly size: number;
  readonly fields: Readonly<Record<string, { readonly offset: number; readonly size: number }>>;
}

export interface Layouts {
  readonly structs: Readonly<Record<string, StructLayout>>;
  readonly enums: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Sizes and offsets, in bytes, of all named structs, and the values of all named enums. */
export function layoutsOf(types: readonly BtfType[]): Layouts {
  const byId = new Map(types.map((type) => [type.id, type]));
  const structs: Record<string, StructLayout> = {};
  const enums: Record<string, Record<string, number>> = {};
  for (const type of types) {
    if (type.kind === 'STRUCT') structs[type.name] = structLayout(type, byId);
    else if (type.kind === 'ENUM') {
      enums[type.name] = Object.fromEntries(
        (type.values ?? []).map((value) => [value.name, value.val]),
      );
    }
  }
  return { structs, enums };
}

function structLayout(type: BtfType, byId: ReadonlyMap<number, BtfType>): StructLayout {
  const fields = (type.members ?? []).map((member) => {
    if (member.bits_offset % 8 !== 0) {
      throw new Error(`${type.name}.${member.name} is a bit field, which has no byte offset.`);
    }
    return [member.name, { offset: member.bits_offset / 8, size: sizeOf(member.type_id, byId) }];
  });
  return { size: type.size ?? 0, fields: Object.fromEntries(fields) };
}

function sizeOf(id: number, byId: ReadonlyMap<number, BtfType>): number {
  const type = byId.get(id);
  if (!type) throw new Error(`The BTF refers to type ${id}, which it does not hold.`);
  if (type.kind === 'ARRAY') return (type.nr_elems ?? 0) * sizeOf(type.type_id ?? 0, byId);
  if (type.size !== undefined) return type.size;
  if (type.type_id === undefined) throw new Error(`BTF type ${type.name} has no size.`);
  return sizeOf(type.type_id, byId);
}
