import type { Setting } from './settings-file.ts';

/** The first document of a file of java.util.Properties; later ones hold for some profiles only. */
export function propertiesIn(source: string): Setting[] {
  const settings: Setting[] = [];
  const lines = /(?:[^\\\n]|\\[\s\S])*(?:\n|$)/g;
  for (let found = lines.exec(source); found && found[0] !== ''; found = lines.exec(source)) {
    const line = found[0].replace(/\\\r?\n[ \t]*/g, '').trim();
    if (/^[#!]---/.test(line)) break;
    if (/^[#!]/.test(line)) continue;
    const [, key = '', text = ''] = /^((?:[^\\:=\s]|\\.)+)\s*[:=]?\s*(.*)$/.exec(line) ?? [];
    if (key === '') continue;
    settings.push({ key: unescaped(key), text: unescaped(text), start: found.index });
  }
  return settings;
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, '$1');
}
