import type {
  EnumType,
  Extension,
  MessageType,
  ProtoFile,
  ProtoMethod,
  SchemaField,
} from './proto-file.ts';
import { ProtoTokens } from './tokens.ts';

/** What is nested deeper is left out; the compiler of Protocol Buffers refuses it. */
const deepest = 32;
const isName = /^[A-Za-z_]\w*$/;
const isTypeName = /^\.?[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/;

/**
 * Reads a `.proto` file (proto2, proto3 and editions) as far as it can be understood; a statement that cannot is left
 * out. Takes time proportional to the text.
 */
export function parseProto(text: string): ProtoFile {
  return new ProtoParser(text).parse();
}

class ProtoParser {
  readonly #tokens: ProtoTokens;
  readonly #imports: string[] = [];
  readonly #messages: MessageType[] = [];
  readonly #enums: EnumType[] = [];
  readonly #methods: ProtoMethod[] = [];
  readonly #extensions: Extension[] = [];
  #package = '';

  constructor(text: string) {
    this.#tokens = new ProtoTokens(text);
  }

  parse(): ProtoFile {
    const tokens = this.#tokens;
    while (tokens.peek() !== '') {
      if (tokens.take('}')) continue;
      if (tokens.peek() === 'service' && tokens.peek(2) === '{') this.#service();
      else if (!this.#type(this.#package, 0)) this.#fileStatement();
    }
    return {
      package: this.#package,
      imports: this.#imports,
      messages: this.#messages,
      enums: this.#enums,
      methods: this.#methods,
      extensions: this.#extensions,
    };
  }

  #fileStatement(): void {
    const tokens = this.#tokens;
    const keyword = tokens.peek();
    const name = /^(public|weak|option)$/.test(tokens.peek(1)) ? tokens.peek(2) : tokens.peek(1);
    if (keyword === 'package' && isTypeName.test(name)) this.#package = name;
    if (keyword === 'import' && /^["']/.test(name)) this.#imports.push(name.slice(1, -1));
    tokens.skipStatement(keyword !== 'option');
  }

  /** A message, an enum or an extension, where one stands here. */
  #type(scope: string, depth: number): boolean {
    const tokens = this.#tokens;
    const [keyword, name] = [tokens.peek(), tokens.peek(1)];
    // Newer editions say who may see a type.
    if (
      /^(export|local)$/.test(keyword) &&
      /^(message|enum)$/.test(name) &&
      tokens.peek(3) === '{'
    ) {
      tokens.next();
      return this.#type(scope, depth);
    }
    if (tokens.peek(2) !== '{' || !/^(message|enum|extend)$/.test(keyword)) return false;
    if (depth === deepest || !(keyword === 'extend' ? isTypeName : isName).test(name)) {
      tokens.skipStatement(true);
      return true;
    }
    for (let words = 3; words > 0; words--) tokens.next();
    if (keyword === 'message') this.#message(joined(scope, name), depth);
    else if (keyword === 'enum') this.#enum(joined(scope, name));
    else this.#extensions.push({ extendee: name, scope, fields: this.#fields(scope, depth) });
    return true;
  }

  #message(name: string, depth: number): void {
    this.#messages.push({ name, fields: this.#fields(name, depth) });
  }

  /** The fields to the end of the block; types that stand among them go where all types go. */
  #fields(scope: string, depth: number): SchemaField[] {
    const tokens = this.#tokens;
    const fields: SchemaField[] = [];
    while (tokens.peek() !== '' && !tokens.take('}')) {
      if (tokens.take(';') || this.#type(scope, depth + 1)) continue;
      if (tokens.peek() === 'oneof' && tokens.peek(2) === '{' && depth < deepest) {
        for (let words = 3; words > 0; words--) tokens.next();
        fields.push(...this.#fields(scope, depth + 1));
        continue;
      }
      const field = this.#field(scope, depth);
      if (field) fields.push(field);
    }
    return fields;
  }

  #field(scope: string, depth: number): SchemaField | null {
    const tokens = this.#tokens;
    const repeated = tokens.peek() === 'repeated';
    if (/^(optional|required|repeated)$/.test(tokens.peek())) tokens.next();
    const map = tokens.peek() === 'map' && tokens.peek(1) === '<' && tokens.peek(3) === ',';
    const mapKey = map ? tokens.peek(2) : undefined;
    if (map) for (let words = 4; words > 0; words--) tokens.next();
    const type = tokens.peek();
    if (map && tokens.peek(1) === '>') tokens.next();
    const [name, equals, digits] = [tokens.peek(1), tokens.peek(2), tokens.peek(3)];
    const number = Number(digits);
    const isField =
      type !== 'option' && isTypeName.test(type) && isName.test(name) && equals === '=';
    if (!isField || !Number.isInteger(number) || number < 1 || number >= 2 ** 29) {
      tokens.skipStatement(true);
      return null;
    }
    if (type === 'group') return this.#group(name, number, repeated, scope, depth);
    tokens.skipStatement(false);
    return { number, name, type, repeated: repeated || map, ...(mapKey && { mapKey }), scope };
  }

  /** A field of proto2 with its message in one. */
  #group(
    name: string,
    number: number,
    repeated: boolean,
    scope: string,
    depth: number,
  ): SchemaField | null {
    const tokens = this.#tokens;
    while (tokens.peek() !== '' && tokens.peek() !== '{' && tokens.peek() !== ';') tokens.next();
    if (depth === deepest || !tokens.take('{')) {
      tokens.skipStatement(true);
      return null;
    }
    this.#message(joined(scope, name), depth + 1);
    return { number, name: name.toLowerCase(), type: name, repeated, scope };
  }

  #enum(name: string): void {
    const tokens = this.#tokens;
    const values = new Map<number, string>();
    while (tokens.peek() !== '' && !tokens.take('}')) {
      const value = Number(tokens.peek(2));
      if (isName.test(tokens.peek()) && tokens.peek(1) === '=' && Number.isInteger(value)) {
        if (!values.has(value)) values.set(value, tokens.peek());
      }
      tokens.skipStatement(false);
    }
    this.#enums.push({ name, values });
  }

  #service(): void {
    const tokens = this.#tokens;
    tokens.next();
    const service = joined(this.#package, tokens.next());
    tokens.next();
    while (tokens.peek() !== '' && !tokens.take('}')) {
      if (tokens.peek() === 'rpc' && tokens.peek(2) === '(') this.#method(service);
      else tokens.skipStatement(false);
    }
  }

  #method(service: string): void {
    const tokens = this.#tokens;
    tokens.next();
    const name = tokens.next();
    const request = this.#messageName();
    const returns = tokens.take('returns');
    const response = this.#messageName();
    if (returns && isTypeName.test(request) && isTypeName.test(response)) {
      this.#methods.push({ service, name, request, response });
    }
    if (tokens.peek() === ';' || tokens.peek() === '{') tokens.skipStatement(true);
  }

  /** What stands in `(stream Name)`. */
  #messageName(): string {
    const tokens = this.#tokens;
    if (!tokens.take('(')) return '';
    if (tokens.peek(1) !== ')') tokens.take('stream');
    const name = tokens.next();
    tokens.take(')');
    return name;
  }
}

function joined(scope: string, name: string): string {
  return scope === '' ? name : `${scope}.${name}`;
}
