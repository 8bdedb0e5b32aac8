import type { EnumType, MessageType, ProtoFile, ProtoMethod, SchemaField } from './proto-file.ts';

export interface Located<Kind> {
  readonly path: string;
  readonly item: Kind;
}

export type TypeAt = Located<MessageType | EnumType>;

/** A field that a file adds to a message of another one. */
export interface ExtensionField {
  readonly extendee: string;
  readonly scope: string;
  readonly field: SchemaField;
}

/** So many files are taken for what one file can see. */
const mostVisible = 1000;

/** What `.proto` files declare, found by its name, and what each file can see of the others. */
export class SchemaIndex {
  /** By whole name. */
  readonly types = new Map<string, TypeAt[]>();
  /** By `service/method`. */
  readonly methods = new Map<string, Located<ProtoMethod>[]>();
  readonly extensions = new Map<number, Located<ExtensionField>[]>();
  readonly #byFileName = new Map<string, Located<null>[]>();
  readonly #visible = new Map<string, ReadonlySet<string>>();

  constructor(readonly files: ReadonlyMap<string, ProtoFile>) {
    for (const [path, file] of files) {
      add(this.#byFileName, fileName(path), { path, item: null });
      for (const item of [...file.messages, ...file.enums])
        add(this.types, item.name, { path, item });
      for (const item of file.methods) {
        add(this.methods, `${item.service}/${item.name}`, { path, item });
      }
      for (const { extendee, scope, fields } of file.extensions) {
        for (const field of fields) {
          add(this.extensions, field.number, { path, item: { extendee, scope, field } });
        }
      }
    }
  }

  /** The file itself and all that it imports, through others too. */
  visibleFrom(path: string): ReadonlySet<string> {
    const known = this.#visible.get(path);
    if (known) return known;
    const visible = new Set([path]);
    for (const each of visible) {
      for (const name of this.files.get(each)?.imports ?? []) {
        const imported = this.#imported(name, each);
        if (imported !== null && visible.size < mostVisible) visible.add(imported);
      }
    }
    this.#visible.set(path, visible);
    return visible;
  }

  /** Import paths begin at a folder that only the compiler's command line names. */
  #imported(name: string, from: string): string | null {
    const same = this.#byFileName.get(fileName(name)) ?? [];
    const fitting = same.filter(({ path }) => path === name || path.endsWith(`/${name}`));
    return nearestTo(from, fitting)?.path ?? null;
  }
}

/** Of several, the one that shares most of its folders with the path. */
export function nearestTo<Kind>(
  path: string,
  items: readonly Located<Kind>[],
): Located<Kind> | null {
  let best: Located<Kind> | null = null;
  let most = -1;
  for (const item of items) {
    const shared = sharedFolders(path, item.path);
    if (shared <= most) continue;
    most = shared;
    best = item;
  }
  return best;
}

function sharedFolders(a: string, b: string): number {
  const [left, right] = [a.split('/'), b.split('/')];
  const end = Math.min(left.length, right.length);
  let shared = 0;
  while (shared < end && left[shared] === right[shared]) shared++;
  return shared;
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function add<Key, Item>(map: Map<Key, Item[]>, key: Key, item: Item): void {
  const same = map.get(key);
  if (same) same.push(item);
  else map.set(key, [item]);
}
