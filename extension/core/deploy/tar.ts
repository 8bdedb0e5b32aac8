const BLOCK = 512;

/** The content of a file in a tar archive (POSIX.1-1988 ustar); `undefined` where it is not there. */
export function fileInTar(archive: Buffer, name: string): Buffer | undefined {
  for (let at = 0; at + BLOCK <= archive.length; ) {
    const text = (from: number, length: number) =>
      archive
        .toString('latin1', at + from, at + from + length)
        .replace(/\0.*$/s, '')
        .trim();
    const size = Number.parseInt(text(124, 12), 8) || 0;
    const begin = at + BLOCK;
    if (text(0, 100) === name && begin + size <= archive.length) {
      return archive.subarray(begin, begin + size);
    }
    at = begin + Math.ceil(size / BLOCK) * BLOCK;
  }
  return undefined;
}
