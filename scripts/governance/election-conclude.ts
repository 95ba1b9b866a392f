import { eventsNamed, type Outcome } from "../../sdk/acts.ts";
import { formatMoment } from "../../sdk/units.ts";
import { electionId } from "../options.ts";
import { defineTask, unchanged } from "../task.ts";

/** Who took a seat, and who was passed over, a line each. */
function seatsIn(outcome: Outcome) {
  const taken = eventsNamed(outcome, "OfficeTaken").map(({ args }) => args as Record<"holder" | "until", bigint>);
  const passed = eventsNamed(outcome, "OfficePassedOver").map(({ args }) => args["candidate"] as bigint);
  const ended = eventsNamed(outcome, "OfficeEnded").map(({ args }) => args["holder"] as bigint);
  const lines = [
    ...taken.map(({ holder, until }) => `Agent ${holder} holds the office until ${formatMoment(until)}.`),
    ...passed.map((agent) => `Agent ${agent} cannot hold it now and was passed over.`),
    ...ended.map((agent) => `Agent ${agent} no longer holds it.`),
  ];
  return { lines, data: { taken: taken.map(({ holder }) => holder), passed, ended } };
}

export const electionConclude = defineTask({
  name: "election:conclude",
  description:
    "Counts an election whose vote is over and has the result take effect. Anybody may. At equal approvals who has held the " +
    "office for fewer terms comes first, then the lower id. Example: npx hardhat election:conclude --election 4",
  options: { election: electionId },
  async run({ options: { election }, nation, transact }) {
    const { elections } = (await nation()).contracts;
    if ((await elections.stateOf(election)) === 4n) {
      return unchanged(`Election ${election} is concluded already.`, { election });
    }
    return transact("elections", "conclude", [election], {
      tell(outcome) {
        const { lines, data } = seatsIn(outcome);
        const none = data.taken.length === 0 ? ["Nobody takes a seat, so nothing changes."] : [];
        return { lines: [`Election ${election} is counted.`, ...lines, ...none], data: { election, ...data } };
      },
    });
  },
});

export const electionFill = defineTask({
  name: "election:fill",
  description:
    "Gives the seats of those who have left, were suspended, expelled or dismissed to the next in the order, to the end of " +
    "the term. Anybody may. A rest frees no seat. Example: npx hardhat election:fill --election 4",
  options: { election: electionId },
  async run({ options: { election }, transact }) {
    return transact("elections", "fillVacancies", [election], {
      tell(outcome) {
        const { lines, data } = seatsIn(outcome);
        return { lines, data: { election, ...data } };
      },
      already: { ElectionsNoVacancy: `No seat of election ${election} is free for anybody.` },
    });
  },
});
