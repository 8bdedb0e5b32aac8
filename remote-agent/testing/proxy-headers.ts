export const proxySignature = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');

/** A header of version 2 of the PROXY protocol: `following` is addresses and TLVs. */
export function proxyBinary(command: number, family: number, following: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(following.length);
  return Buffer.concat([proxySignature, Buffer.from([command, family]), length, following]);
}
