import { act } from "../../sdk/acts.ts";
import { PURPOSES } from "../../sdk/licensing/kinds.ts";
import { byMember, count, purpose, workId } from "../options.ts";
import { defineTask, unchanged } from "../task.ts";

export const licenceReport = defineTask({
  name: "licence:report",
  description:
    "Reports the units made or sold under a licence that costs by the unit: --total is all of them since it was granted, so that " +
    "running it again reports none twice. What they cost is due at the end of the running period, or is paid now where the " +
    "licence has none. Example: npx hardhat licence:report --by 12 --work 1 --purpose manufacture --total 250",
  options: {
    by: byMember.describe("The licensee"),
    work: workId.describe("The work"),
    purpose,
    total: count.describe("All units so far"),
  },
  async run({ options: { by, work, purpose, total }, nation, author, perform }) {
    const { requireGrant } = await import("../../sdk/licensing/show.ts");
    const { unitFee } = await import("../../sdk/licensing/fees.ts");
    const { allow, NATIVE } = await import("../../sdk/treasury/tokens.ts");
    const { formatAmount } = await import("../../sdk/treasury/money.ts");
    const connected = await nation();
    const grant = await requireGrant(connected, { work, licensee: by, purpose });
    const { units: reported } = await connected.contracts.licences.meterOf(grant.number);
    const data = { number: grant.number, work, licensee: by, purpose: PURPOSES[purpose], total };
    if (total <= reported) return unchanged(`${reported} units of licence ${grant.number} are reported already.`, data);
    const { fee, now } = await unitFee(connected, { ...grant, units: total - reported });
    if (now > 0n && grant.token !== NATIVE) {
      const { signer } = await author(by);
      await allow(connected, { sender: signer, token: grant.token, spender: connected.addresses.commons, amount: now });
    }
    const money = `${formatAmount(fee, grant.view.decimals)} ${grant.view.symbol}`;
    return perform(by, act("licences", "report", { work, purpose, units: total - reported, most: fee }), {
      tell: () => ({
        lines: [
          `${total - reported} units reported on licence ${grant.number}, ${total} in all; they cost ${money}, ${now > 0n ? "paid now" : "due at the end of the running period"}.`,
        ],
        data: { ...data, units: total - reported, fee, paid: now },
      }),
      value: grant.token === NATIVE && now > 0n ? now : undefined,
    });
  },
});
