/** What a `.proto` file declares. Names of types are whole, with their package; names that refer to others as written. */
export interface ProtoFile {
  readonly package: string;
  readonly imports: readonly string[];
  readonly messages: readonly MessageType[];
  readonly enums: readonly EnumType[];
  readonly methods: readonly ProtoMethod[];
  readonly extensions: readonly Extension[];
}

export interface MessageType {
  readonly name: string;
  readonly fields: readonly SchemaField[];
}

export interface SchemaField {
  readonly number: number;
  readonly name: string;
  /** As written: a scalar's name, or that of a message or an enum. Of a map, the type of its values. */
  readonly type: string;
  readonly repeated: boolean;
  /** Type of a map's keys. */
  readonly mapKey?: string;
  /** Where `type` is looked up from. */
  readonly scope: string;
}

export interface EnumType {
  readonly name: string;
  /** Of several names of one number, the first. */
  readonly values: ReadonlyMap<number, string>;
}

export interface ProtoMethod {
  /** With its package. */
  readonly service: string;
  readonly name: string;
  readonly request: string;
  readonly response: string;
}

/** Fields that a file adds to a message of another. */
export interface Extension {
  readonly extendee: string;
  readonly scope: string;
  readonly fields: readonly SchemaField[];
}
