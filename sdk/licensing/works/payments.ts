import type { Nation } from "../../connect.ts";
import { NeoguildError } from "../../errors.ts";
import { unknownWork } from "./read.ts";

/**
 * What an account has paid for a work of its own accord, in the token's smallest unit, as it arrived: gifts and royalties,
 * without the fees of licences. No log says which of both a payment is; with a fee `Licences` speaks in the transaction.
 */
export async function paidFor(
  { contracts: { commons }, addresses, provider }: Nation,
  params: { readonly payer: string; readonly work: bigint; readonly token: string },
): Promise<bigint> {
  const { payer, work, token } = params;
  const fromOutside = await commons.queryFilter(commons.filters.WorkPaid(work, token, 0n));
  const own = fromOutside.filter(({ args }) => args.payer.toLowerCase() === payer.toLowerCase());
  let sum = 0n;
  for (const { args, transactionHash } of own) {
    const logs = (await provider.getTransactionReceipt(transactionHash))?.logs ?? [];
    if (!logs.some(({ address }) => address.toLowerCase() === addresses.licences.toLowerCase())) sum += args.amount;
  }
  return sum;
}

/**
 * Refuses a payment that would be refused after an allowance was given for it.
 * @returns The guild of the work.
 * @throws NeoguildError `CommonsUnknownWork` or `SurplusNoOpenSeason`
 */
export async function requirePayable({ contracts }: Nation, work: bigint): Promise<bigint> {
  const { guild } = await contracts.commons.workOf(work);
  if (guild === 0n) throw unknownWork(work);
  if ((await contracts.ledger.currentSeason()) === 0n) throw noSeason();
  return guild;
}

/** Nothing is paid or moved on between two seasons. */
export function noSeason(): NeoguildError {
  return new NeoguildError({
    code: "SurplusNoOpenSeason",
    message: "no season is open, so no money can be booked",
    remedy: "Wait for the next season, or open it: 'npx hardhat season:open'; nothing was sent.",
    docs: "docs/errors.md#surplusnoopenseason",
  });
}
