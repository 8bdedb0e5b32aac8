const mostKept = 10_000;

/** Which groups are open: all but some, or some alone. */
export class Folding {
  private readonly others = new Set<string>();

  constructor(private open = false) {}

  isOpen(key: string): boolean {
    return this.others.has(key) !== this.open;
  }

  set(key: string, open: boolean): void {
    if (open === this.open) this.others.delete(key);
    else this.others.add(key);
    for (const oldest of this.others) if (this.others.size > mostKept) this.others.delete(oldest);
  }

  setAll(open: boolean): void {
    this.open = open;
    this.others.clear();
  }
}
