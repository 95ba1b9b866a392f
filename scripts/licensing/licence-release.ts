import { act } from "../../sdk/acts.ts";
import { PURPOSES } from "../../sdk/licensing/kinds.ts";
import { byMember, purpose, workId } from "../options.ts";
import { defineTask, signing } from "../task.ts";

export const licenceRelease = defineTask({
  name: "licence:release",
  description:
    "Gives back a licence that asks for something in every period: it ends with the running one, and what is due until then stays " +
    "due. Example: npx hardhat licence:release --by 12 --work 1 --purpose manufacture",
  options: {
    by: byMember.describe("The licensee"),
    work: workId.describe("The work"),
    purpose,
    ...signing,
  },
  async run({ options: { by, work, purpose }, nation, perform }) {
    const { requireGrant } = await import("../../sdk/licensing/show.ts");
    const { number } = await requireGrant(await nation(), { work, licensee: by, purpose });
    return perform(by, act("licences", "release", { work, purpose }), {
      tell: () => ({
        lines: [
          `Licence ${number} ends with its running period; see npx hardhat licence:show --work ${work} --agent ${by}.`,
        ],
        data: { number, work, licensee: by, purpose: PURPOSES[purpose] },
      }),
      already: { LicencesEndsAnyway: `Licence ${number} is over, or ends as early anyway.` },
    });
  },
});
