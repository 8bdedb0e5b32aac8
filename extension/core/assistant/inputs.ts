import { QuestionError } from './source.ts';

/** One input of a tool: its JSON Schema, and how it is read. */
export interface Input<T> {
  readonly schema: Readonly<Record<string, unknown>>;
  readonly required: boolean;
  /** @throws QuestionError */
  read(value: unknown, name: string): T;
}

export type Inputs = Readonly<Record<string, Input<unknown>>>;

export type Read<Fields extends Inputs> = {
  readonly [Name in keyof Fields]: Fields[Name] extends Input<infer T> ? T : never;
};

/** A text that may be left out; then it is empty. */
export function text(description: string, longest: number): Input<string> {
  const schema = { type: 'string', description, maxLength: longest };
  return { schema, required: false, read: (value, name) => textOf(value ?? '', name, longest) };
}

export function requiredText(description: string, longest: number): Input<string> {
  return { ...text(description, longest), required: true };
}

/** A whole number in a range; out of it the nearest one. */
export function whole(
  description: string,
  least: number,
  most: number,
  otherwise: number,
): Input<number> {
  const range = { minimum: least, maximum: most, default: otherwise };
  return {
    schema: { type: 'integer', description, ...range },
    required: false,
    read: (value, name) => {
      if (value === undefined) return otherwise;
      if (typeof value !== 'number' || !Number.isFinite(value)) {
        throw new QuestionError(`“${name}” is a whole number from ${least} to ${most}.`);
      }
      return Math.min(Math.max(Math.round(value), least), most);
    },
  };
}

/** One of these words, else the first one. */
export function choice<Word extends string>(
  description: string,
  words: readonly [Word, ...Word[]],
): Input<Word> {
  return {
    schema: { type: 'string', description, enum: words, default: words[0] },
    required: false,
    read: (value, name) => {
      const found = words.find((word) => word === (value ?? words[0]));
      if (found) return found;
      throw new QuestionError(`“${name}” is one of ${words.join(', ')}.`);
    },
  };
}

/** JSON Schema of what a tool is given. */
export function schemaOf(fields: Inputs) {
  const entries = Object.entries(fields);
  return {
    type: 'object' as const,
    properties: Object.fromEntries(entries.map(([name, { schema }]) => [name, schema])),
    required: entries.flatMap(([name, { required }]) => (required ? [name] : [])),
    additionalProperties: false,
  };
}

/** @throws QuestionError where something is missing, unknown, or of another type */
export function readInputs<Fields extends Inputs>(fields: Fields, given: unknown): Read<Fields> {
  const values = (typeof given === 'object' && given !== null ? given : {}) as Record<
    string,
    unknown
  >;
  const unknown = Object.keys(values).find((name) => !Object.hasOwn(fields, name));
  if (unknown !== undefined) {
    throw new QuestionError(`There is no input “${unknown.slice(0, 40)}”.`);
  }
  const read = Object.entries(fields).map(([name, field]) => {
    if (field.required && values[name] === undefined) {
      throw new QuestionError(`“${name}” is missing.`);
    }
    return [name, field.read(values[name], name)];
  });
  return Object.fromEntries(read) as Read<Fields>;
}

function textOf(value: unknown, name: string, longest: number): string {
  if (typeof value === 'string' && value.length <= longest) return value;
  throw new QuestionError(`“${name}” is a text of at most ${longest} characters.`);
}
