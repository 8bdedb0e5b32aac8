import { networkInterfaces } from 'node:os';

/** For so long a list of addresses is taken for the present one. */
const trustMs = 2000;
/** The same where it knows neither end of a connection: one of them is likely to be new here. */
const shortTrustMs = 10;

/** Which addresses are those of this host; interfaces come and go. */
export class LocalAddresses {
  #addresses = new Set<string>();
  #readMs = Number.NEGATIVE_INFINITY;

  constructor(
    readonly nowMs: () => number,
    readonly read: () => Iterable<string> = interfaceAddresses,
  ) {}

  /** Which of the two ends of a connection are on this host; neither is, where it forwards packets. */
  ends(one: string, other: string): readonly [boolean, boolean] {
    const here = [this.#has(one, trustMs), this.#has(other, trustMs)] as const;
    if (here[0] || here[1]) return here;
    return [this.#has(one, shortTrustMs), this.#has(other, shortTrustMs)];
  }

  #has(address: string, trustedMs: number): boolean {
    if (address.startsWith('127.') || address === '::1' || this.#addresses.has(address))
      return true;
    const nowMs = this.nowMs();
    if (nowMs - this.#readMs < trustedMs) return false;
    this.#readMs = nowMs;
    this.#addresses = new Set(this.read());
    return this.#addresses.has(address);
  }
}

function* interfaceAddresses(): Iterable<string> {
  for (const addresses of Object.values(networkInterfaces())) {
    for (const { address } of addresses ?? []) yield address;
  }
}
