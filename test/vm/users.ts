/** A login of the test hosts. All of them take the key of `identityFile`. */
export interface GuestUser {
  readonly name: string;
  /** Set where sshd takes a password too. Known to everyone: the hosts listen on loopback only. */
  readonly password?: string;
  readonly sudo: 'none' | 'without-password' | 'with-password';
  /** Whether Node is on the PATH and may be executed. */
  readonly node: boolean;
  /** What is odd about the home folder. */
  readonly home?: 'noexec' | 'full';
}

/** The default user: sudo without a password. */
export const dev: GuestUser = { name: 'dev', sudo: 'without-password', node: true };
export const nosudo: GuestUser = {
  name: 'nosudo',
  password: 'nosudo-test-password',
  sudo: 'none',
  node: true,
};
export const pwsudo: GuestUser = {
  name: 'pwsudo',
  password: 'pwsudo-test-password',
  sudo: 'with-password',
  node: true,
};
/** Has no Node: not on its PATH, and not executable by its full path. */
export const nonode: GuestUser = { name: 'nonode', sudo: 'without-password', node: false };
/** Its home folder refuses execution. */
export const noexec: GuestUser = {
  name: 'noexec',
  sudo: 'without-password',
  node: true,
  home: 'noexec',
};
/** Its home folder is on a file system without room. */
export const full: GuestUser = {
  name: 'full',
  sudo: 'without-password',
  node: true,
  home: 'full',
};

/** Every login but root. */
export const guestUsers: readonly GuestUser[] = [dev, nosudo, pwsudo, nonode, noexec, full];
