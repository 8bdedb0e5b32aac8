import { parseProto } from './parse.ts';
import type { MessageType, ProtoFile, SchemaField } from './proto-file.ts';
import { type Located, nearestTo, SchemaIndex, type TypeAt } from './schema-index.ts';
import { wellKnown } from './well-known.ts';

export type MessageAt = Located<MessageType>;

/** What a method takes and gives, as one file declares it; `null` for a type that no file has. */
export interface MethodSchema {
  readonly path: string;
  readonly request: MessageAt | null;
  readonly response: MessageAt | null;
}

/** All that the `.proto` files of a workspace declare. Paths are those of the workspace, with `/`. */
export class SchemaBook {
  readonly #files = new Map<string, ProtoFile>(wellKnown);
  #index: SchemaIndex | undefined;
  readonly #resolved = new Map<string, TypeAt | null>();

  /** `null`: there is no such file any more. */
  set(path: string, text: string | null): void {
    if (text === null) this.#files.delete(path);
    else this.#files.set(path, parseProto(text));
    this.#index = undefined;
    this.#resolved.clear();
  }

  /** One a declaration of the method. `service` with its package. */
  methods(service: string, method: string): MethodSchema[] {
    const found = this.#indexed.methods.get(`${service}/${method}`) ?? [];
    return found.map(({ path, item: { request, response } }) => ({
      path,
      request: this.#message(request, service, path),
      response: this.#message(response, service, path),
    }));
  }

  /** The field of that number, one that another file adds too. */
  field(message: MessageAt, number: number): Located<SchemaField> | null {
    const own = message.item.fields.find((each) => each.number === number);
    if (own) return { path: message.path, item: own };
    for (const { path, item } of this.#indexed.extensions.get(number) ?? []) {
      const extended = this.#message(item.extendee, item.scope, path);
      if (extended?.item === message.item) return { path, item: item.field };
    }
    return null;
  }

  /** What the type of a field is that is no scalar; `null` where no file has it. */
  typeOf({ path, item: { type, scope } }: Located<SchemaField>): TypeAt | null {
    return this.#resolve(type, scope, path);
  }

  get #indexed(): SchemaIndex {
    this.#index ??= new SchemaIndex(this.#files);
    return this.#index;
  }

  #message(name: string, scope: string, path: string): MessageAt | null {
    const found = this.#resolve(name, scope, path);
    return found && isMessage(found) ? found : null;
  }

  #resolve(name: string, scope: string, path: string): TypeAt | null {
    const key = `${path}\n${scope}\n${name}`;
    const known = this.#resolved.get(key);
    if (known !== undefined) return known;
    const found = this.#lookUp(namesOf(name, scope), path);
    this.#resolved.set(key, found);
    return found;
  }

  /** From the innermost scope outwards, as the language does, in what the file can see. */
  #lookUp(names: readonly string[], path: string): TypeAt | null {
    const { types } = this.#indexed;
    const visible = this.#indexed.visibleFrom(path);
    for (const name of names) {
      const seen = types.get(name)?.find((each) => visible.has(each.path));
      if (seen) return seen;
    }
    // What it imports is not in the workspace, or not by that path: any file that has the type.
    for (const name of names) {
      const nearest = nearestTo(path, types.get(name) ?? []);
      if (nearest) return nearest;
    }
    return null;
  }
}

export function isMessage(found: TypeAt): found is MessageAt {
  return 'fields' in found.item;
}

/** What a name may mean that is used in a scope, the innermost first. */
function namesOf(name: string, scope: string): string[] {
  if (name.startsWith('.')) return [name.slice(1)];
  const parts = scope === '' ? [] : scope.split('.');
  const around = parts.map((_, index) => parts.slice(0, parts.length - index).join('.'));
  return [...around.map((each) => `${each}.${name}`), name];
}
