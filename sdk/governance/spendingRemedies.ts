import type { Remedies } from "../errors.ts";

export const spendingRemedies: Remedies = {
  SpendingZeroAddress: ["an address is missing", "Name the assembly, or the contract whose function pays."],
  SpendingNotAssembly: [
    "{caller} is not the assembly, which alone tells what is proposed and executed",
    "Propose to the assembly: npx hardhat proposal:create.",
  ],
  SpendingBadPeriod: ["a period of {period:duration} is out of range", "Name 1 day to 10 years."],
  SpendingOverCap: [
    "the decision spends {amount} of the token {token}, and {left} are left of what ordinary decisions may spend in this period",
    "Execute it from {nextAt:moment} on, when the next period begins, or have it decided under the constitutional rule.",
  ],
};
