import type { Setting } from './settings-file.ts';

const entry = /^( *)(?:"([^"]+)"|'([^']+)'|([\w.${}[\]/-]+)) *:(?: +(.*))?$/;

/**
 * The plain values of nested mappings of a YAML file, which is all that configuration files are made of: no anchors,
 * no values of several lines, no lists.
 */
export function yamlIn(source: string): Setting[] {
  const settings: Setting[] = [];
  const above: { readonly indent: number; readonly key: string }[] = [];
  let start = 0;
  let document = 0;
  for (const line of source.split('\n')) {
    const at = start;
    start += line.length + 1;
    if (/^(---|\.\.\.)/.test(line)) {
      document += 1;
      above.length = 0;
    }
    const [whole, spaces = '', quoted, single, plain, value = ''] = entry.exec(trimmed(line)) ?? [];
    if (whole === undefined) continue;
    while ((above.at(-1)?.indent ?? -1) >= spaces.length) above.pop();
    const key = quoted ?? single ?? plain ?? '';
    above.push({ indent: spaces.length, key });
    const text = scalar(value);
    if (text === '') continue;
    settings.push({ key: above.map((one) => one.key).join('.'), text, start: at, document });
  }
  return settings;
}

/** Without a comment, which begins after a blank. */
function trimmed(line: string): string {
  return line.replace(/(^|\s)#(?=[^"']*$).*$/, '$1').trimEnd();
}

function scalar(value: string): string {
  const text = value.trim();
  return /^(".*"|'.*')$/.test(text) ? text.slice(1, -1) : text;
}
