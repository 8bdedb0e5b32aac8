/** A package archive of this machine, in the fields of sources.list(5)'s deb822 format. */
export type Archive = ReadonlyMap<string, string>;

/** The stanzas of a `.sources` file that are in use and hold binary packages. */
export function parseDeb822(text: string): Archive[] {
  const archives: Archive[] = [];
  const withoutComments = text.replace(/^#.*\n?/gm, '');
  for (const stanza of withoutComments.split(/\n\s*\n/)) {
    const fields = new Map<string, string>();
    for (const [, name, value] of stanza.matchAll(/^([\w-]+):[ \t]*(.*(?:\n[ \t].*)*)/gm)) {
      if (name !== undefined && value !== undefined)
        fields.set(name.toLowerCase(), value.trimEnd());
    }
    const used = (fields.get('enabled') ?? 'yes') !== 'no';
    if (used && words(fields.get('types')).includes('deb')) archives.push(fields);
  }
  return archives;
}

/** The `deb` lines of a one-line-style `.list` file. */
export function parseOneLine(text: string): Archive[] {
  const archives: Archive[] = [];
  for (const line of text.split('\n')) {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s*([^#]*)/.exec(line);
    if (!match) continue;
    const [, options = '', uri = '', suite = '', components = ''] = match;
    const fields = new Map([
      ['uris', uri],
      ['suites', suite],
      ['components', components.trim()],
    ]);
    for (const option of words(options)) {
      const [name = '', value = ''] = option.split(/=(.*)/s);
      fields.set(name.toLowerCase(), value);
    }
    archives.push(fields);
  }
  return archives;
}

/**
 * A sources file for `suites` (of other Debian releases, say) from the archives that this machine uses:
 * `…-security` suites from the security archive, all others from the main one.
 *
 * @throws when no archive of that sort is configured here
 */
export function sourcesFor(
  suites: readonly string[],
  archives: readonly Archive[],
  architecture = 'amd64',
): string {
  return suites
    .map((suite) => {
      const archive = archiveFor(suite, archives);
      const stanza = ['Types: deb', `Suites: ${suite}`, 'Components: main'];
      stanza.push(`Architectures: ${architecture}`);
      for (const [name, value] of archive) {
        if (!['types', 'suites', 'components', 'architectures', 'arch', 'enabled'].includes(name))
          stanza.push(`${name}: ${value}`);
      }
      return stanza.join('\n');
    })
    .join('\n\n')
    .concat('\n');
}

/** The archive of this machine that has suites of this sort. */
export function archiveFor(suite: string, archives: readonly Archive[]): Archive {
  const security = suite.endsWith('-security');
  const found = archives.find((archive) => {
    if (!words(archive.get('components')).includes('main')) return false;
    return words(archive.get('suites')).some((name) =>
      security ? name.endsWith('-security') : /^[a-z]+$/.test(name) && name !== 'nodistro',
    );
  });
  if (!found) {
    throw new Error(
      `The apt sources of this machine name no Debian${security ? ' security' : ''} archive, which the suite ${suite} is needed from. Add one to /etc/apt.`,
    );
  }
  return found;
}

function words(text: string | undefined): string[] {
  return (text ?? '').split(/\s+/).filter(Boolean);
}
