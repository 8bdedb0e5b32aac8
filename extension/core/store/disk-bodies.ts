import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Bodies, BodyArchive } from './body-archive.ts';

interface Segment {
  readonly path: string;
  readonly file: number;
  readonly ids: string[];
  bytes: number;
}

interface Place {
  readonly segment: Segment;
  readonly offset: number;
  readonly length: number;
}

interface DiskLimits {
  /** Of all files; 0: nothing is kept. */
  readonly maxBytes: number;
  readonly segmentBytes?: number;
}

const folderName = /^(\d+)-/;

/**
 * Bodies in files of a folder of this process, which only its user can read. They are written one after the other; when
 * they take too much room the file with the oldest ones is removed. Nothing is left when it is disposed of, and
 * {@link removeAbandoned} removes what a process left that was killed.
 */
export class DiskBodies implements BodyArchive {
  evicted = 0;
  private readonly places = new Map<string, Place>();
  private segments: Segment[] = [];
  private own: string | undefined;
  private made = 0;
  private broken = false;

  /** @param failed is told once when the disk cannot be written; nothing is kept from then on */
  constructor(
    private readonly folder: string,
    private limits: DiskLimits,
    private readonly failed: (reason: string) => void = () => {},
  ) {}

  put(id: string, bodies: Bodies): boolean {
    const bytes = Buffer.from(JSON.stringify(bodies));
    if (this.broken || bytes.length > this.limits.maxBytes) return false;
    try {
      const segment = this.segmentFor(bytes.length);
      writeSync(segment.file, bytes, 0, bytes.length, segment.bytes);
      this.places.set(id, { segment, offset: segment.bytes, length: bytes.length });
      segment.ids.push(id);
      segment.bytes += bytes.length;
      return true;
    } catch (error) {
      this.broken = true;
      this.failed(error instanceof Error ? error.message : String(error));
      return false;
    }
  }

  get(id: string): Bodies | undefined {
    const place = this.places.get(id);
    if (!place) return undefined;
    const bytes = Buffer.alloc(place.length);
    try {
      readSync(place.segment.file, bytes, 0, place.length, place.offset);
      return JSON.parse(bytes.toString('utf8')) as Bodies;
    } catch {
      return undefined;
    }
  }

  /** Its bytes stay until the file goes. */
  delete(id: string): void {
    this.places.delete(id);
  }

  setLimit(maxBytes: number): void {
    this.limits = { ...this.limits, maxBytes };
    while (this.bytes > maxBytes) this.dropOldest();
  }

  clear(): void {
    while (this.segments.length > 0) this.dropOldest();
    this.places.clear();
    this.evicted = 0;
  }

  dispose(): void {
    this.clear();
    if (this.own !== undefined) rmSync(this.own, { recursive: true, force: true });
    this.own = undefined;
  }

  private get bytes(): number {
    return this.segments.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  private segmentFor(bytes: number): Segment {
    const { maxBytes, segmentBytes = Math.max(1, Math.ceil(maxBytes / 16)) } = this.limits;
    while (this.segments.length > 0 && this.bytes + bytes > maxBytes) this.dropOldest();
    const last = this.segments.at(-1);
    if (last && last.bytes + bytes <= segmentBytes) return last;
    this.own ??= this.makeFolder();
    const path = join(this.own, String(++this.made));
    const segment = { path, file: openSync(path, 'wx+', 0o600), ids: [], bytes: 0 };
    this.segments.push(segment);
    return segment;
  }

  private makeFolder(): string {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    return mkdtempSync(join(this.folder, `${process.pid}-`));
  }

  private dropOldest(): void {
    const segment = this.segments.shift();
    if (!segment) return;
    for (const id of segment.ids) {
      if (this.places.get(id)?.segment !== segment) continue;
      this.places.delete(id);
      this.evicted += 1;
    }
    closeSync(segment.file);
    unlinkSync(segment.path);
  }
}

/** Removes the folders of processes that are no more. */
export function removeAbandoned(folder: string): void {
  for (const name of namesIn(folder)) {
    const pid = Number(folderName.exec(name)?.[1]);
    if (pid > 0 && !isAlive(pid)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
