import type { Setting } from './settings-file.ts';

/** The settings of a file of java.util.Properties, whose documents are divided by `#---`. */
export function propertiesIn(source: string): Setting[] {
  const settings: Setting[] = [];
  let document = 0;
  const lines = /(?:[^\\\n]|\\[\s\S])*(?:\n|$)/g;
  for (let found = lines.exec(source); found && found[0] !== ''; found = lines.exec(source)) {
    const line = found[0].replace(/\\\r?\n[ \t]*/g, '').trim();
    if (/^[#!]---/.test(line)) document += 1;
    if (/^[#!]/.test(line)) continue;
    const [, key = '', text = ''] = /^((?:[^\\:=\s]|\\.)+)\s*[:=]?\s*(.*)$/.exec(line) ?? [];
    if (key === '') continue;
    settings.push({ key: unescaped(key), text: unescaped(text), start: found.index, document });
  }
  return settings;
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, '$1');
}
