import { redactPairs } from './cookies.ts';
import { mayBePairs, redactParameters } from './parameters.ts';
import { anyProgram, type OptionValue, type Program, programOf } from './programs.ts';
import type { Redactor } from './redactor.ts';
import { redacted } from './secret-names.ts';
import { redactText } from './text.ts';

const nothing = () => {};

/** The arguments of a process without the secrets that programs are given there. */
export function redactArguments(all: readonly string[], redactor: Redactor): string[] {
  const line = new CommandLine(redactor);
  return all.map((argument) => line.next(argument));
}

class CommandLine {
  #program: Program = anyProgram;
  /** The word before is an option, of which this may be the value. */
  #option = '';

  constructor(readonly redactor: Redactor) {}

  next(argument: string): string {
    const option = this.#option;
    this.#option = '';
    const kind = this.#program.options.get(option);
    if (kind && kind !== 'attached-secret') return this.#redactValue(kind, argument);
    if (option === '-c') return redactScript(argument, this.redactor);
    if (argument.startsWith('--')) return this.#redactLong(argument);
    if (argument.startsWith('-')) return this.#redactShort(argument);
    const { secrets } = this.redactor;
    if (option !== '' && secrets.isSecret(option)) return redacted;
    this.#program = programOf(argument) ?? this.#program;
    return this.#redactWord(argument);
  }

  #redactLong(argument: string): string {
    const equals = argument.indexOf('=');
    const name = equals < 0 ? argument : argument.slice(0, equals);
    if (equals < 0) {
      this.#option = argument;
      return argument;
    }
    const value = argument.slice(equals + 1);
    const kind = this.#program.options.get(name);
    if (kind) return `${name}=${this.#redactValue(kind, value)}`;
    const isSecret = value !== '' && this.redactor.secrets.isSecret(name);
    return `${name}=${isSecret ? redacted : this.#redactWord(value)}`;
  }

  /** Options of one letter, several in a word perhaps; or a name after a single hyphen, as some programs have it. */
  #redactShort(argument: string): string {
    const { valued, options } = this.#program;
    let at = 1;
    while (/\w/.test(argument.charAt(at)) && !valued.includes(argument.charAt(at))) at++;
    const letter = argument.charAt(at);
    if (letter === '' || !valued.includes(letter)) {
      this.#option = argument;
      const field = /^-H(.+)/s.exec(argument)?.[1];
      return field === undefined ? this.#redactWord(argument) : `-H${this.#redactWord(field)}`;
    }
    const option = `-${letter}`;
    const value = argument.slice(at + 1);
    if (value === '') {
      this.#option = option;
      return argument;
    }
    const kind = options.get(option);
    const safe = kind ? this.#redactValue(kind, value) : this.#redactWord(value);
    return argument.slice(0, at + 1) + safe;
  }

  #redactValue(kind: OptionValue, value: string): string {
    const { secrets } = this.redactor;
    switch (kind) {
      case 'pair':
        return withoutPassword(value, value);
      case 'pair-or-secret':
        return withoutPassword(value, redacted);
      case 'secret':
      case 'attached-secret':
        return redacted;
      case 'cookies':
        // What has no equals sign is the name of a file.
        return value.includes('=') ? redactPairs(value) : value;
      case 'address':
        return this.redactor.target(withoutUserInfo(value));
      case 'form': {
        const pairs = mayBePairs(value) ? redactParameters(value, 'form', secrets) : value;
        return redactText(pairs, secrets, nothing);
      }
    }
  }

  #redactWord(argument: string): string {
    const { redactor } = this;
    const { secrets } = redactor;
    const assigned = /^(-{0,2}[\w.-]+)=(.+)$/s.exec(argument);
    if (assigned?.[1] && secrets.isSecret(assigned[1])) return `${assigned[1]}=${redacted}`;
    const address = this.#program.takesAddresses ? withoutUserInfo(argument) : argument;
    const field = /^([\w-]+):(?!\/\/)[ \t]*(.+)$/s.exec(address);
    if (field?.[1] && field[2]) {
      const [[, value] = ['', field[2]]] = redactor.fields([[field[1], field[2]]]);
      if (value !== field[2]) return `${field[1]}: ${value}`;
    }
    return redactText(redactor.target(address), secrets, nothing);
  }
}

/** What a shell is to run: good enough without knowing its quotes. */
function redactScript(script: string, redactor: Redactor): string {
  const text = redactText(script, redactor.secrets, nothing);
  return redactArguments(text.split(' '), redactor).join(' ');
}

function withoutPassword(pair: string, alone: string): string {
  const colon = pair.indexOf(':');
  return colon < 0 ? alone : `${pair.slice(0, colon + 1)}${redacted}`;
}

/** Of an address without a scheme. */
function withoutUserInfo(address: string): string {
  return address.replace(/^[^/?#@\s:]+:[^/?#\s]*@/, `${redacted}@`);
}
