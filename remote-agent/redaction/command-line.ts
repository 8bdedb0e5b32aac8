import { redactPairs } from './cookies.ts';
import type { Redactor } from './redactor.ts';
import { redacted } from './secret-names.ts';
import { redactText } from './text.ts';

const nothing = () => {};
/** Options of curl, wget, httpie and the like, whose value is `name:password`. */
const userOption = /^(-u|-U|-a|--user|--proxy-user|--auth)$/;
const cookieOption = /^(-b|--cookie)$/;
/** Their `-p` has the password in the same word. */
const database = /(^|\/)(mysql|mariadb)[\w-]*$/;

/** The arguments of a process without the secrets that programs are given there. */
export function redactArguments(all: readonly string[], redactor: Redactor): string[] {
  return all.map((argument, index) => {
    const before = index > 0 ? (all[index - 1] ?? '') : '';
    if (index > 0 && /^-p./.test(argument) && database.test(all[0] ?? '')) return `-p${redacted}`;
    return redactValue(before, argument, redactor);
  });
}

function redactValue(option: string, argument: string, redactor: Redactor): string {
  const { secrets } = redactor;
  if (userOption.test(option)) return withoutPassword(argument);
  if (option === '-c') return redactScript(argument, redactor);
  if (cookieOption.test(option)) return redactPairs(argument);
  const isValue = !argument.startsWith('-');
  if (isValue && /^--?\w/.test(option) && secrets.isSecret(option)) return redacted;
  const assigned = /^(-{0,2}[\w.-]+)=(.+)$/s.exec(argument);
  if (assigned?.[1] && secrets.isSecret(assigned[1])) return `${assigned[1]}=${redacted}`;
  const field = /^(-H)?([\w-]+):(?!\/\/)[ \t]*(.+)$/s.exec(argument);
  if (field?.[2] && field[3]) {
    const [[, value] = ['', field[3]]] = redactor.fields([[field[2], field[3]]]);
    if (value !== field[3]) return `${field[1] ?? ''}${field[2]}: ${value}`;
  }
  return redactText(redactor.target(argument), secrets, nothing);
}

/** What a shell is to run: good enough without knowing its quotes. */
function redactScript(script: string, redactor: Redactor): string {
  const text = redactText(script, redactor.secrets, nothing);
  return redactArguments(text.split(' '), redactor).join(' ');
}

function withoutPassword(pair: string): string {
  const colon = pair.indexOf(':');
  return colon < 0 ? pair : `${pair.slice(0, colon + 1)}${redacted}`;
}
