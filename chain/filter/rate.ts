import type { Rate } from "./bounds.ts";

/** What may still be done of something, requests or gas: `burst` at once, `perSecond` regained each second. */
export class Allowance {
  readonly #burst: number;
  readonly #perSecond: number;
  #left: number;
  #since = Date.now();

  constructor({ burst, perSecond }: Rate) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#left = burst;
  }

  /** Takes `count`; false, and nothing taken, if there is not so much left. */
  take(count: number, now = Date.now()): boolean {
    // A clock that was set back gives nothing.
    const seconds = Math.max(0, now - this.#since) / 1000;
    this.#left = Math.min(this.#burst, this.#left + seconds * this.#perSecond);
    this.#since = now;
    if (this.#left < count) return false;
    this.#left -= count;
    return true;
  }

  /** Takes back what was taken for nothing. */
  giveBack(count: number): void {
    this.#left = Math.min(this.#burst, this.#left + count);
  }
}

/** Lets one through at a time, in the order they came, while a few wait. */
export class Turnstile {
  readonly #mostWaiting: number;
  #inside = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor({ waiting }: { readonly waiting: number }) {
    this.#mostWaiting = waiting;
  }

  /** What the work comes to, once it had its turn; undefined, and no turn, if too many wait. */
  pass<Result>(work: () => Promise<Result>): Promise<Result> | undefined {
    if (this.#inside > this.#mostWaiting) return undefined;
    this.#inside++;
    const done = this.#last.then(work).finally(() => this.#inside--);
    this.#last = done.catch(() => undefined);
    return done;
  }
}
