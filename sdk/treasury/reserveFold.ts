/** The state of `Reserve`, rebuilt from its logs alone. Balances, which are the tokens', are left out. */
import { ZeroAddress } from "ethers";

import type { EventLog } from "../logs.ts";
import { must } from "../must.ts";

/** As `IReserve.Loan`. */
export interface LoanState {
  readonly borrower: bigint;
  readonly token: string;
  readonly dueAt: bigint;
  readonly amount: bigint;
  repaid: bigint;
}

export class ReserveFold {
  readonly #loans = new Map<bigint, LoanState>();
  readonly #use = new Map<string, { period: bigint; spent: bigint }>();
  #terms = { period: 0n, capBps: 0n };
  #lossSeat = ZeroAddress;

  /** Takes the next log, in the chain's order. */
  apply({ name, args }: EventLog): this {
    const [token, amount] = [args.token as string, args.amount as bigint];
    if (name === "TermsSet") {
      const { period, capBps } = args.terms as { period: bigint; capBps: bigint };
      this.#terms = { period, capBps };
    } else if (name === "LossSeatFilled") this.#lossSeat = args.holder as string;
    else if (name === "PeriodBegan") this.#use.set(token, { period: args.period as bigint, spent: 0n });
    else if (name === "Spent") must(this.#use.get(token), `period of ${token}`).spent += amount;
    else if (name === "Repaid") must(this.#loans.get(args.loan as bigint), `loan ${args.loan}`).repaid += amount;
    else if (name === "Lent") {
      must(this.#use.get(token), `period of ${token}`).spent += amount;
      const [borrower, dueAt] = [args.borrower as bigint, args.dueAt as bigint];
      this.#loans.set(args.loan as bigint, { borrower, token, dueAt, amount, repaid: 0n });
    }
    return this;
  }

  get lossSeat(): string {
    return this.#lossSeat;
  }

  get terms() {
    return this.#terms;
  }

  get lastLoan(): bigint {
    return BigInt(this.#loans.size);
  }

  loanOf(loan: bigint): LoanState | undefined {
    return this.#loans.get(loan);
  }

  outstanding(token: string): bigint {
    const open = [...this.#loans.values()].filter((loan) => loan.token === token);
    return open.reduce((sum, { amount, repaid }) => sum + amount - repaid, 0n);
  }

  /** @param now Unix seconds. */
  spentIn(token: string, now: bigint): bigint {
    const use = this.#use.get(token);
    return use?.period === now / this.#terms.period ? use.spent : 0n;
  }
}
