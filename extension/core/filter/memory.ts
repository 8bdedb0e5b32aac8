export interface Remembered {
  /** Latest first. */
  readonly recent: readonly string[];
  readonly saved: readonly string[];
}

const mostRecent = 10;
const mostSaved = 50;
const longest = 2000;

/** The filters that somebody used and those that were saved; what is stored may have any shape. */
export class FilterMemory {
  constructor(private readonly stored: { get(): unknown; set(value: Remembered): void }) {}

  get all(): Remembered {
    const value = this.stored.get();
    const { recent, saved } = (typeof value === 'object' && value !== null ? value : {}) as {
      readonly recent?: unknown;
      readonly saved?: unknown;
    };
    return { recent: texts(recent).slice(0, mostRecent), saved: texts(saved).slice(0, mostSaved) };
  }

  used(text: string): void {
    const filter = text.trim();
    if (filter === '' || filter.length > longest) return;
    const { recent, saved } = this.all;
    const others = recent.filter((other) => other !== filter);
    this.stored.set({ recent: [filter, ...others].slice(0, mostRecent), saved });
  }

  save(text: string, saving: boolean): void {
    const filter = text.trim();
    if (filter === '' || filter.length > longest) return;
    const { recent, saved } = this.all;
    const others = saved.filter((other) => other !== filter);
    this.stored.set({ recent, saved: saving ? [filter, ...others].slice(0, mostSaved) : others });
  }
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
