import { decompress } from './decompress.ts';

/**
 * Takes the uncompressed kernel (an ELF file) out of a bzImage: qemu starts that faster than the image, which
 * would decompress itself inside the emulation. Offsets as in the Linux/x86 boot protocol
 * (Documentation/arch/x86/boot.rst).
 *
 * @throws when `image` is no bzImage of protocol 2.08 or later
 */
export async function vmlinuxOf(image: Buffer): Promise<Buffer> {
  return decompress(payloadOf(image));
}

/** The compressed kernel within a bzImage. */
export function payloadOf(image: Buffer): Buffer {
  const magic = image.length > 0x250 ? image.toString('latin1', 0x202, 0x206) : '';
  if (magic !== 'HdrS' || image.readUInt16LE(0x206) < 0x208) {
    throw new Error('The kernel image is no bzImage of boot protocol 2.08 or later.');
  }
  // A count of 0 means 4, for the sake of old boot loaders.
  const setupSectors = image.readUInt8(0x1f1) || 4;
  const start = (setupSectors + 1) * 512 + image.readUInt32LE(0x248);
  const length = image.readUInt32LE(0x24c);
  if (start + length > image.length) throw new Error('The kernel image is cut short.');
  return image.subarray(start, start + length);
}
