/**
 * Text from a host or a server made fit for a message or a log line: control and formatting characters (ECMA-48
 * sequences, bidirectional overrides) are taken out, blanks are joined, and what is too long is cut.
 */
export function printable(text: string, limit = 400): string {
  const line = text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to go
    .replace(/\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)/g, '')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  return line.length <= limit ? line : `${line.slice(0, limit)}…`;
}

/** The words of an error of any type, fit for a message. */
export function reasonOf(error: unknown): string {
  return printable(error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
