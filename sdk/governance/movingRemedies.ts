import type { Remedies } from "../errors.ts";

const SHOW = "See the move with 'npx hardhat moving:show'.";

export const movingRemedies: Remedies = {
  MovingOnlyNation: [
    "only a decision of the nation does this, not {caller}",
    "Propose it with 'npx hardhat proposal:create' (Moving.announce, Moving.attest, Moving.callOff).",
  ],
  MovingZeroAddress: ["an address is missing", "Name the timelock and the register."],
  MovingBadPlan: [
    'the plan\'s "{field}" is out of its range',
    "The freeze is 1 day to 1 year ahead, the check 1 to 90 days, the attestation after both and within a year, the release 7 days to 1 year; at most 8 tokens, each once, and on one chain the same on both sides.",
  ],
  MovingWrongState: ["move {move} is {state:move}", SHOW],
  MovingNotMember: ["agent {agent} is no active member", "Ask an active member to publish the lines."],
  MovingKeyTaken: [
    "the key {key} is that of agent {agent}, or was declared by it",
    "Name another key; each opens one line.",
  ],
  MovingKeyHasCode: [
    "{key} is a contract here, and on another chain anybody's",
    "Name the key of a plain wallet ('npx hardhat wallet:new').",
  ],
  MovingFalseLine: [
    "the attested line of agent {agent} is false: {fault:line}",
    "Nothing is released by it. After the release period it goes back with 'npx hardhat moving:return'.",
  ],
  MovingOutOfOrder: [
    "this is declaration {order} of agent {by}, and the next one is {expected}",
    "Declare it anew with 'npx hardhat moving:declare'.",
  ],
  MovingRecoveryPending: [
    "somebody has asked for the key of agent {agent}",
    "Wait until that is decided; see 'npx hardhat recovery:show'.",
  ],
  MovingNotDeclared: [
    "agent {agent} has not said with which key it will be opened",
    "Say it with 'npx hardhat moving:declare', then carry.",
  ],
  MovingTokenStays: [
    "the plan leaves the token {token} where it is",
    "It stays in Surplus and is paid there as before. " + SHOW,
  ],
  MovingUnknownToken: ["the plan has no token {token}", "It is numbered from 0 here, and from 1 in tasks. " + SHOW],
  MovingNothing: ["there is nothing of the token {token} for agent {agent}", SHOW],
  MovingBadRoot: ["no root, or no lines", "Make the file with 'npx hardhat nation:export' and publish that."],
  MovingAlreadyPublished: [
    "this root is publication {publication}, of the same file",
    "Nothing more is needed. " + SHOW,
  ],
  MovingUnknownPublication: ["there is no publication {publication}", SHOW],
  MovingAlreadyObjected: ["agent {by} has objected to publication {publication}", "It stands; say more in the vote."],
  MovingNotInRoot: [
    "this line of agent {agent} is not of the root {root}",
    "Take the line from the file that was published ('npx hardhat moving:check').",
  ],
  MovingNoFault: [
    "nothing in the line of agent {agent} contradicts this chain",
    "What no contract can see, such as hours, is for the vote: object with 'npx hardhat moving:object'.",
  ],
  MovingRefuted: [
    "publication {publication} was refuted: {fault:line}",
    "Publish a true one with 'npx hardhat nation:export' and 'npx hardhat moving:publish'.",
  ],
  MovingCheckRunning: ["everybody may check publication {publication} until {until:moment}", "Wait until then."],
  MovingBadOpening: [
    "{opening} is no opening for this move, root and tokens",
    "Deploy the new nation with the origin that 'npx hardhat nation:export' prints for its charter.",
  ],
  MovingBadCarrier: [
    "{carrier} cannot bring the money",
    "To another chain somebody brings it, who is named; on this one nobody is.",
  ],
  MovingPaymentFailed: ["{to} could not receive {amount} of {token}", "It stays where it is; try again."],
  MovingNoGifts: ["coins from {from} would be nobody's", "Send them to your satchel ('npx hardhat moving:show')."],
  SatchelOnlyMoving: [
    "only Moving opens a satchel, not {caller}",
    "Use 'npx hardhat moving:carry' or 'moving:return'.",
  ],

  OpeningBadOrigin: [
    'the origin\'s "{field}" is missing or too long',
    "Give chain, moving, move and root, and at most 8 tokens; or nothing at all.",
  ],
  OpeningNotInRoot: [
    "this line of agent {former} of the former nation is not of this nation's root",
    "Take it from the file whose root the charter names ('npx hardhat moving:check').",
  ],
  OpeningOtherLine: [
    "another line of agent {former} of the former nation is known here",
    "Each has one. See 'npx hardhat moving:show'.",
  ],
  OpeningWrongLeaf: ["the act names the leaf {leaf}, and the line has {expected}", "Sign the act for this line anew."],
  OpeningNotTheKey: [
    "the line's key {key} never was that of agent {by}",
    "Join with the key that you declared, or open it as the agent whose key it is.",
  ],
  OpeningAlreadyOpened: ["agent {by} has opened the line of agent {former}", "Nothing more is needed."],
  OpeningUnknownToken: [
    "there is no token {token} in this nation's origin",
    "It is numbered from 0 here, and from 1 in tasks.",
  ],
  OpeningOnlyMoving: [
    "on one chain the former nation's Moving brings the money, not {caller}",
    "Release it there with 'npx hardhat moving:release'.",
  ],
  OpeningWrongValue: ["{sent} wei were sent, and {expected} are due", "Send exactly the amount, and none for a token."],
  OpeningNothingMissing: [
    "all that the line of agent {former} of the former nation carries of token {token} was brought",
    "Nothing more is needed; have it paid with 'npx hardhat moving:pay'.",
  ],
  OpeningNothingReceived: ["nothing of {token} arrived", "Check the token, its balance and its allowance."],
  OpeningNothingToPay: [
    "nothing is waiting for agent {former} of the former nation in token {token}",
    "It was paid, or nobody has brought it yet ('npx hardhat moving:show').",
  ],
  OpeningPaymentFailed: ["{to} could not receive {amount} of {token}", "It stays here; try again."],
};
