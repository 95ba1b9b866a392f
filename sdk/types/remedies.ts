import type { Remedies } from "../errors.ts";

/** Statements, the founding, and what comes from the libraries below all floors. */
export const typesRemedies: Remedies = {
  StatementExpired: ["the statement of agent {by} was valid until {deadline:moment}", "Let its author sign it again."],
  StatementNotByKeyHolder: [
    "{sender} sends an act of agent {by} without a signature, and does not hold its key",
    "Send it from the account that holds the agent's key, or bring the act signed (--sign, statement:carry).",
  ],
  StatementBadSignature: [
    "the signature is not by the present key of agent {by} over exactly this act, here",
    "Let the author sign again: the key may have changed, or the act was signed for another chain, contract or text. " +
      "For a Safe, let more owners sign (wallet:safe-sign).",
  ],
  StatementNonceUsed: [
    "agent {by} has done this already, or has cancelled it (nonce {nonce})",
    "Nothing needs to be done; for a second such act, let its author sign a new one.",
  ],
  CharteredOnlyNation: [
    "{caller} is not the nation: only a decision of the assembly changes a rule",
    "Propose the change with 'npx hardhat proposal:create'; docs/first-day.md shows one.",
  ],
  CharteredOnlyFounding: [
    "the founding is over; {caller} is not the founding account",
    "Admit members by vouching; nothing of the founding can be done later (docs/first-day.md).",
  ],
  CharteredZeroAddress: ["an address is missing (zero)", "Give the address of the contract or account that is meant."],
  AccessControlUnauthorizedAccount: [
    "{account} does not have the role {neededRole}",
    "Only the assembly commands the timelock: make a proposal.",
  ],
  AccessControlBadConfirmation: [
    "a role can only be given up by its own holder",
    "Send it from the account that holds the role.",
  ],
  AddressEmptyCode: ["there is no contract at {target}", "Check the address and the chain."],
  CheckpointUnorderedInsertion: [
    "a count would have been written into the past",
    "This should not happen: please report it (SECURITY.md).",
  ],
  ERC20InsufficientAllowance: [
    "{spender} may take {allowance} of the token, and {needed} are needed",
    "Allow the amount first (approve), then send again.",
  ],
  ERC20InsufficientBalance: [
    "{sender} holds {balance} of the token, and {needed} are needed",
    "Get more of it, or send less.",
  ],
  ERC20InvalidApprover: ["{approver} cannot allow anybody to take a token", "Check the address."],
  ERC20InvalidReceiver: ["{receiver} cannot receive this token", "Name another address."],
  ERC20InvalidSender: ["{sender} cannot send this token", "Check the address."],
  ERC20InvalidSpender: ["{spender} cannot be allowed to take a token", "Check the address."],
  SafeERC20FailedOperation: [
    "the token {token} refused the transfer",
    "Check balance, allowance and whether the token can be sent to this address at all.",
  ],
  FailedCall: ["a call failed without a reason", "Check the target and the data of the call."],
  FailedDeployment: ["the guild's account could not be made", "Try again with more gas."],
  InsufficientBalance: [
    "the contract holds {balance} wei, and {needed} are needed",
    "Send it the coin first, or send less.",
  ],
  InvalidShortString: ["a name is too long", "This should not happen: please report it (SECURITY.md)."],
  StringTooLong: ['the name "{str}" is too long', "Take a shorter one, of at most 31 bytes."],
  ReentrancyGuardReentrantCall: [
    "a token or payee tried to call back in the middle of a payment",
    "Do not use this token, or pay to another address.",
  ],
  SafeCastOverflowedUintDowncast: ["the number {value} does not fit into {bits} bits", "Use a smaller number."],
  VotesExpiredSignature: ["the signature was valid until {expiry:moment}", "Sign it again."],
  Error: ["the contract refused: {0}", "The contract called is not one of the nation's; ask who wrote it."],
  Panic: [
    "the contract broke off (code {0})",
    "This should not happen: please report it with the command (SECURITY.md).",
  ],
};
