/** One field of a form that was sent as `multipart/form-data` (RFC 7578). */
export interface FormPart {
  readonly name: string;
  /** Of a file. */
  readonly fileName?: string;
  /** As Content-Type says; empty where there is none. */
  readonly type: string;
  readonly bytes: Uint8Array;
  /** The content ends before the part does. */
  readonly cut: boolean;
}

/** The boundary that a Content-Type names; `undefined` where it is not that of a form. */
export function formBoundary(type: string): string | undefined {
  const [, quoted, plain] =
    /^multipart\/form-data\b.*?;\s*boundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(type) ?? [];
  return quoted ?? plain;
}

/** The parts of a form, in their order; what stands before the first and after the last one is none. */
export function formParts(bytes: Uint8Array, boundary: string): readonly FormPart[] {
  // One character for each byte, whichever it is.
  const text = new TextDecoder('latin1').decode(bytes);
  const quoted = boundary.replace(/[^\w]/g, (character) => `\\x${hex(character)}`);
  const end = '(?:(--)[ \\t]*(?=\\r?\\n|$)|[ \\t]*(?=\\r?\\n))';
  const delimiter = new RegExp(`(?:^|\\r?\\n)--${quoted}${end}`, 'g');
  const parts: FormPart[] = [];
  let from: number | undefined;
  for (const { 0: found, 1: last, index } of text.matchAll(delimiter)) {
    if (from !== undefined) parts.push(partOf(bytes, text, from, index, false));
    from = index + found.length;
    if (last) return parts;
  }
  if (from !== undefined) parts.push(partOf(bytes, text, from, bytes.length, true));
  return parts;
}

function partOf(
  bytes: Uint8Array,
  text: string,
  from: number,
  end: number,
  cut: boolean,
): FormPart {
  const blank = /\r?\n\r?\n/g;
  blank.lastIndex = from;
  const found = blank.exec(text);
  const headEnd = found && found.index < end ? found.index : end;
  const bodyFrom = headEnd < end ? Math.min(end, blank.lastIndex) : end;
  const head = new TextDecoder().decode(bytes.subarray(from, headEnd));
  const fileName = parameter(head, 'filename');
  return {
    name: parameter(head, 'name') ?? '',
    ...(fileName !== undefined && { fileName }),
    type: /^content-type:\s*(.*?)\s*$/im.exec(head)?.[1] ?? '',
    bytes: bytes.subarray(bodyFrom, end),
    cut,
  };
}

/** Of Content-Disposition, as browsers and curl write it. */
function parameter(head: string, name: string): string | undefined {
  const disposition = /^content-disposition:(.*)$/im.exec(head)?.[1] ?? '';
  const value = new RegExp(`;\\s*${name}=(?:"((?:\\\\"|[^"])*)"|([^\\s;"]*))`, 'i');
  const [, quoted, plain] = value.exec(disposition) ?? [];
  const known: Readonly<Record<string, string>> = { '%22': '"', '%0d': '\r', '%0a': '\n' };
  return quoted?.replace(/\\"|%22|%0d|%0a/gi, (code) => known[code.toLowerCase()] ?? '"') ?? plain;
}

function hex(character: string): string {
  return character.charCodeAt(0).toString(16).padStart(2, '0');
}
