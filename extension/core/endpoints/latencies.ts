/** Each bucket is so much wider than the one before: what is read from it is at most 5 % off. */
const ratio = Math.log(1.05);
const least = 0.01;
const buckets = 420;

/** Durations as counts in buckets of growing width: the same memory however many there are. */
export class Latencies {
  private readonly counts = new Uint32Array(buckets);
  private total = 0;

  add(milliseconds: number): void {
    if (!Number.isFinite(milliseconds)) return;
    const at = Math.ceil(Math.log(Math.max(milliseconds, least) / least) / ratio);
    const bucket = Math.min(Math.max(at, 0), buckets - 1);
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    this.total += 1;
  }

  /** Milliseconds that so large a share (0 to 1) of the durations do not exceed; `null` without any. */
  percentile(share: number): number | null {
    if (this.total === 0) return null;
    let left = Math.max(1, Math.ceil(this.total * share));
    for (let bucket = 0; bucket < buckets; bucket += 1) {
      left -= this.counts[bucket] ?? 0;
      if (left <= 0) return least * Math.exp((bucket - 0.5) * ratio);
    }
    return null;
  }
}
