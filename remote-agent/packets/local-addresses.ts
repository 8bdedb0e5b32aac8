import { networkInterfaces } from 'node:os';

/** For so long a list of addresses is taken for the present one. */
const trustMs = 2000;

/** Which addresses are those of this host; interfaces come and go. */
export class LocalAddresses {
  #addresses = new Set<string>();
  #readMs = Number.NEGATIVE_INFINITY;

  constructor(
    readonly nowMs: () => number,
    readonly read: () => Iterable<string> = interfaceAddresses,
  ) {}

  has(address: string): boolean {
    if (address.startsWith('127.') || address === '::1' || this.#addresses.has(address))
      return true;
    const nowMs = this.nowMs();
    if (nowMs - this.#readMs < trustMs) return false;
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
