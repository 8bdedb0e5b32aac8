/** Longest text of an error in the closing list, half from each end; the whole of it stands where the test ran. */
const LONGEST_ERROR = 1000;

/**
 * What failed according to node's TAP reporter, one line each: the test's name and the beginning of its error. A
 * test that failed because of the tests inside it is left out.
 */
export function failuresOf(tap: string): string[] {
  const lines = tap.split('\n');
  return lines.flatMap((line, at) => {
    const name = /^( *)not ok \d+ - (.*)$/.exec(line);
    if (!name) return [];
    const [, indent = '', title = ''] = name;
    const end = lines.indexOf(`${indent}  ...`, at);
    const details = lines.slice(at + 1, end < 0 ? at + 1 : end);
    if (details.some((detail) => /failureType: 'subtestsFailed'/.test(detail))) return [];
    return [`${title}: ${shortened(errorIn(details))}`];
  });
}

function shortened(text: string): string {
  if (text.length <= LONGEST_ERROR) return text;
  const half = LONGEST_ERROR / 2;
  return `${text.slice(0, half)} … ${text.slice(-half)}`;
}

/** A YAML scalar, in one line or as a block that is indented further. */
function errorIn(details: readonly string[]): string {
  const at = details.findIndex((detail) => /^ *error: /.test(detail));
  const [, indent = '', first = ''] = /^( *)error: (.*)$/.exec(details[at] ?? '') ?? [];
  if (!first.startsWith('|')) return first.replace(/^'|'$/g, '');
  const block = details.slice(at + 1);
  const end = block.findIndex((line) => line.trim() !== '' && !line.startsWith(`${indent}  `));
  return block
    .slice(0, end < 0 ? block.length : end)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}
