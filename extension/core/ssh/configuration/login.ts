import { maxTries } from '../../session/prompts.ts';
import type { Directives, LoginMethod, LoginRules } from './settings.ts';

/** Of each method that ssh2 has, the directive that forbids it; in OpenSSH's order of preference. */
const methods: Readonly<Record<LoginMethod, readonly string[]>> = {
  publickey: ['pubkeyauthentication'],
  // The second is its name before OpenSSH 8.7.
  'keyboard-interactive': ['kbdinteractiveauthentication', 'challengeresponseauthentication'],
  password: ['passwordauthentication'],
};

/** How to log in, as the configuration allows it. */
export function loginRules(directives: Directives): LoginRules {
  const value = (name: string) => directives.get(name)?.[0]?.toLowerCase();
  const isNo = (name: string) => /^(no|false)$/.test(value(name) ?? '');
  const all = Object.keys(methods) as LoginMethod[];
  const preferred = value('preferredauthentications');
  const inOrder =
    preferred === undefined
      ? all
      : preferred.split(',').flatMap((name) => all.find((known) => known === name.trim()) ?? []);
  const prompts = Number(value('numberofpasswordprompts') ?? maxTries);
  return {
    methods: inOrder.filter((method) => !methods[method].some(isNo)),
    passwordPrompts: Number.isInteger(prompts) && prompts >= 0 ? prompts : maxTries,
    batch: /^(yes|true)$/.test(value('batchmode') ?? ''),
  };
}
