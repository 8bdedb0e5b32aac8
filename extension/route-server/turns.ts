/** Does one thing after the other; what fails does not stop what comes after it. */
export class Turns {
  private last: Promise<void> = Promise.resolve();

  /** @returns when it was done; throws what it threw */
  take(act: () => Promise<void>): Promise<void> {
    const done = this.last.then(act);
    this.last = done.catch(() => undefined);
    return done;
  }
}
