import type { Remedies } from "../../errors.ts";

/** What went wrong with chapters, stays and treaties, and what to do. */
export const chapterRemedies: Remedies = {
  ChaptersBadTerms: ['the term "{term}" is out of its range', "See the ranges in contracts/membership/IChapters.sol."],
  ChaptersSeatTaken: ["the seat of justice is held by {justice}", "A seat is filled once and for ever."],
  ChaptersNotJustice: [
    "{caller} does not decide cases",
    "Separations and dismissals come out of a case (docs/chapters.md).",
  ],
  ChaptersBadName: ["a chapter's name has 1 to 64 bytes, and this one {length}", "Choose another name."],
  ChaptersBadUses: [
    "guests would be offered what those at home are not (bits {guestUses} of {uses})",
    "Offer it to those at home too, or leave it out for guests.",
  ],
  ChaptersUnknownChapter: ["there is no chapter {chapter}", "See which there are with 'npx hardhat chapter:show'."],
  ChaptersNotOpen: [
    "chapter {chapter} is not open yet: it lacks hosts",
    "A host backs others, who take office: 'npx hardhat chapter:host --chapter {chapter}'.",
  ],
  ChaptersNotAdmitted: [
    "agent {person} is not admitted to this: hosting needs an active member, a home or a stay also a person in probation or on leave",
    "See what is missing with 'npx hardhat member:show --id {person}'.",
  ],
  ChaptersNotHost: [
    "agent {by} is no host of chapter {chapter} now",
    "See who hosts it with 'npx hardhat chapter:show --chapter {chapter}'.",
  ],
  ChaptersNotAtHome: [
    "agent {by} is not an active member at home in chapter {chapter}",
    "Choose it as home first: 'npx hardhat chapter:home --chapter {chapter}'.",
  ],
  ChaptersWrongRound: [
    "round {round} of the backing of agent {person} is not open; round {openRound} is",
    "Back them in the open round (chapter:host --back {person}).",
  ],
  ChaptersAlreadyBacked: ["agent {by} backs agent {person} in this round already", "Nothing needs to be done."],
  ChaptersBackingMissing: [
    "{have} of {need} people at home in chapter {chapter} back agent {person}, and no other host does",
    "Ask one host, or enough people at home there: 'npx hardhat chapter:host --chapter {chapter} --back {person}'.",
  ],
  ChaptersOfficesHeld: [
    "all 8 offices of chapter {chapter} are held",
    "Wait until a term ends, or ask more people at home there: whom enough of them back replaces the one that ends first.",
  ],
  ChaptersAlreadyHome: ["agent {person} is at home in chapter {chapter} already", "Nothing needs to be done."],
  ChaptersHomeTooSoon: ["agent {person} can choose another home from {notBefore:moment}", "Wait until then."],
  ChaptersNoHome: [
    "agent {person} has no home, so that nobody can vouch for them",
    "Choose one first: 'npx hardhat chapter:home --by {person} --chapter ID'.",
  ],
  ChaptersBadStay: [
    "a stay from {from:moment} to {until:moment} cannot be: it begins within a year and lasts up to {longest:duration}",
    "Choose other days.",
  ],
  ChaptersStayRunning: [
    "agent {guest} has a stay in chapter {chapter} until {until:moment}",
    "Ask again after it, or end it: 'npx hardhat chapter:visit --depart'.",
  ],
  ChaptersWrongStay: [
    "agent {guest} does not ask for stay {stay} in chapter {chapter}; their last one has the number {openStay}",
    "See what they ask for with 'npx hardhat chapter:show --chapter {chapter}'.",
  ],
  ChaptersAlreadyVouched: [
    "agent {by} has vouched for this stay of agent {guest} already",
    "Nothing needs to be done.",
  ],
  ChaptersVouchMissing: [
    "no host of their home has vouched for this stay of agent {guest}",
    "Ask one: 'npx hardhat chapter:vouch --chapter {chapter} --guest {guest}'.",
  ],
  ChaptersTwoPeopleNeeded: [
    "agent {by} cannot do this for agent {person}: it takes somebody else, and one host of each side",
    "Ask another host.",
  ],
  ChaptersGuestDaysUsed: [
    "the stay takes {asked} days, and agent {guest} has {left} left in chapter {chapter} this year",
    "Ask for a shorter stay, or make it your home (chapter:home).",
  ],
  ChaptersNoStay: ["agent {guest} has no accepted stay in chapter {chapter}", "Nothing needs to be done."],
  ChaptersSeparated: [
    "agent {person} is kept away from chapter {chapter} until {until:moment}, by decision of a case",
    "Wait until then, or appeal in the case.",
  ],
  ChaptersNotRecognised: [
    "guest {guest} has no pass under treaty {treaty} that gives the right to stay",
    "Let them take one: 'npx hardhat treaty:guest --treaty {treaty} --guest {guest}'.",
  ],
  TreatiesBadTerms: ['the term "{term}" is out of its range', "See the ranges in contracts/membership/ITreaties.sol."],
  TreatiesBadRegister: [
    "{register} is not the register of another nation",
    "Name the address of its Members contract on this chain.",
  ],
  TreatiesRecognised: [
    "treaty {treaty} with this register runs until {endsAt:moment}",
    "Revoke it first (Treaties.revoke), or wait.",
  ],
  TreatiesEnded: ["treaty {treaty} has ended, or never was", "See the treaties with 'npx hardhat treaty:show'."],
  TreatiesNotMember: [
    "the other nation does not say that {guest} is an active member there",
    "See what is missing there; a pass needs an active membership (treaty {treaty}).",
  ],
  TreatiesBadPass: [
    "a pass until {until:moment} cannot be: it ends after the one held ({heldUntil:moment}) and by {longest:moment}",
    "Choose another end.",
  ],
  TreatiesFull: [
    "all {mostGuests} passes of treaty {treaty} are taken, and guest {replaced} does not hold one that has ended",
    "Name a guest whose pass has ended, as 'npx hardhat treaty:show' lists them, or wait.",
  ],
};
