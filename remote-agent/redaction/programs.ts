/** What the value of an option is. */
export type OptionValue =
  /** `name:password`, */
  | 'pair'
  /** or a secret alone. */
  | 'pair-or-secret'
  | 'secret'
  /** In the same word; without a value, the program asks for it. */
  | 'attached-secret'
  | 'cookies'
  | 'form'
  | 'address';

/** How a program is given secrets. */
export interface Program {
  /** Options of one letter that have a value: in the same word, also after other letters, or in the next word. */
  readonly valued: string;
  readonly options: ReadonlyMap<string, OptionValue>;
  /** Its other arguments are addresses, which need no scheme. */
  readonly takesAddresses: boolean;
}

type Options = Readonly<Record<string, OptionValue>>;

function program(options: Options, valued = '', takesAddresses = false): Program {
  return { valued, takesAddresses, options: new Map(Object.entries(options)) };
}

function options(value: OptionValue, ...names: readonly string[]): Options {
  return Object.fromEntries(names.map((name) => [name, value]));
}

/** Options of curl, wget, httpie and the like, which others have taken over. */
const usual: Options = {
  ...options('pair', '-u', '-U', '-a', '--user', '--proxy-user', '--auth'),
  ...options('cookies', '-b', '--cookie'),
};
const forms: Options = {
  ...options('form', '-d', '--data', '--data-raw', '--data-binary', '--data-urlencode'),
  ...options('form', '-F', '--form', '--post-data'),
};
const others: Options = {
  ...options('address', '-x', '--proxy', '--preproxy'),
  ...options('pair', '-E', '--cert', '--proxy-cert'),
};

export const anyProgram = program(usual);

const curl = program({ ...usual, ...forms, ...others }, 'AbcCdDeEFhHKmoPQrtTuUwxXyYz', true);
const httpie = program(options('pair-or-secret', '-a', '--auth'), 'aAops', true);
const wget = program({ ...usual, ...forms }, '', true);
const redis = program({ ...usual, ...options('secret', '-a', '--pass') });
const sshpass = program(options('secret', '-p'), 'dfpP');
const mysql = program({ ...usual, ...options('attached-secret', '-p') }, 'hPuDp');
const mongo = program({ ...usual, ...options('secret', '-p') }, 'pu');

function each(names: readonly string[], called: Program): [string, Program][] {
  return names.map((name) => [name, called]);
}

const known: ReadonlyMap<string, Program> = new Map([
  ['curl', curl],
  ['wget', wget],
  ...each(['http', 'https', 'xh', 'xhs'], httpie),
  ['redis-cli', redis],
  ['sshpass', sshpass],
  ...each(['mongo', 'mongosh', 'mongodump', 'mongorestore', 'mongoexport', 'mongoimport'], mongo),
  // Another program that is started by one of these.
  ...each(['ssh', 'scp', 'sftp', 'rsync'], anyProgram),
]);

/** The program that a word calls, if it is one of those that are known here. */
export function programOf(word: string): Program | undefined {
  const name = word.slice(word.lastIndexOf('/') + 1);
  return known.get(name) ?? (/^(mysql|mariadb)[\w-]*$/.test(name) ? mysql : undefined);
}
