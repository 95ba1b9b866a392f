import { defineTask, unchanged } from "../task.ts";

const DAY = 86_400n;
/** Days counted in one transaction. */
const DAYS = 2_000n;

export const memberFold = defineTask({
  name: "member:fold",
  description:
    "Brings the count of members up to today, after a year or more in which nobody did anything. Anybody may send it, and " +
    "repeats do no harm. Example: npx hardhat member:fold",
  options: {},
  async run({ nation, transact }) {
    const connected = await nation();
    const { members } = connected.contracts;
    const today = (await connected.clock()) / DAY;
    if ((await members.foldedDay()) > today)
      return unchanged("The count of members is up to today already.", { today });
    const report = await transact("members", "fold", [DAYS], { tell: () => ({ lines: [], data: {} }) });
    const foldedDay = await members.foldedDay();
    const line =
      foldedDay > today ? "The count of members is up to today." : "There are more days to count: run it again.";
    return { lines: [line, ...report.lines], data: { ...report.data, foldedDay, today } };
  },
});
