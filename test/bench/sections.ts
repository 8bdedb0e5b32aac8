/** A guest's output by the names of its measurements; see guest/loads.sh. */
export class Sections {
  readonly #texts = new Map<string, string>();

  constructor(output: string) {
    const [, ...parts] = `\n${output}`.split(/\n== /);
    for (const part of parts) {
      const [name = '', ...lines] = part.split('\n');
      this.#texts.set(name.trim(), lines.join('\n').trim());
    }
  }

  has(name: string): boolean {
    return this.#texts.has(name);
  }

  /** @throws when the guest did not come that far */
  text(name: string): string {
    const text = this.#texts.get(name);
    if (text === undefined) throw new Error(`The guest did not measure "${name}".`);
    return text;
  }

  /** A section that is one number. */
  number(name: string): number {
    const text = this.text(name);
    const value = Number(text);
    if (text === '' || !Number.isFinite(value)) {
      throw new Error(`"${name}" of the guest is no number: ${text}`);
    }
    return value;
  }

  /** Seconds that `byte-stream` took; the mean, where it ran several times. */
  seconds(name: string): number {
    const times = [...this.text(name).matchAll(/^([\d.]+) seconds$/gm)].map(([, one]) =>
      Number(one),
    );
    const sum = times.reduce((total, one) => total + one, 0);
    if (!(sum > 0)) throw new Error(`"${name}" of the guest holds no time: ${this.text(name)}`);
    return sum / times.length;
  }
}
