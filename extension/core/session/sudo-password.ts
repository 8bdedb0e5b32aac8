import { cancelled } from './failures.ts';
import { type Account, maxTries, type Prompts } from './prompts.ts';
import { SessionError } from './session.ts';

/**
 * Does something that may need the password for sudo: first without, then with the one that the person gives.
 *
 * @throws SessionError `no-privilege` where nobody can be asked, or no password was taken
 */
export async function withSudoPassword<T>(
  account: Account,
  prompts: Prompts,
  act: (given: { readonly sudoPassword?: string }) => Promise<T>,
): Promise<T> {
  let given: { readonly sudoPassword?: string } = {};
  for (let attempt = 1; ; attempt++) {
    try {
      return await act(given);
    } catch (error) {
      if (!(error instanceof SessionError) || !/^password-/.test(error.code)) throw error;
      if (prompts.interactive === false || attempt > maxTries) {
        throw new SessionError('no-privilege', error.message, { cause: error });
      }
      const sudoPassword = await prompts.sudoPassword({ ...account, attempt });
      if (sudoPassword === undefined) {
        throw cancelled(account.destination);
      }
      given = { sudoPassword };
    }
  }
}
