/** Requests a connection may still make: `burst` at once, `perSecond` regained each second. */
export class Allowance {
  readonly #burst: number;
  readonly #perSecond: number;
  #left: number;
  #since = Date.now();

  constructor({ burst, perSecond }: { readonly burst: number; readonly perSecond: number }) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#left = burst;
  }

  /** Takes `count` requests; false, and nothing taken, if there are not so many left. */
  take(count: number, now = Date.now()): boolean {
    // A clock that was set back gives nothing.
    const seconds = Math.max(0, now - this.#since) / 1000;
    this.#left = Math.min(this.#burst, this.#left + seconds * this.#perSecond);
    this.#since = now;
    if (this.#left < count) return false;
    this.#left -= count;
    return true;
  }
}
