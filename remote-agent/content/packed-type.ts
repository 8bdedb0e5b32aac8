export type PackedType = 'cbor' | 'messagepack';

const cbor = /^application\/(?:[\w.+-]+\+)?cbor(?:-seq)?$/;
const messagePack = /^application\/(?:[\w.+-]+\+|x-|vnd\.)?(?:msgpack|messagepack)$/;

/** Which format a media type in lower case names: CBOR (RFC 8949, RFC 8742) or MessagePack; `undefined` for others. */
export function packedTypeOf(essence: string): PackedType | undefined {
  if (cbor.test(essence)) return 'cbor';
  return messagePack.test(essence) ? 'messagepack' : undefined;
}
