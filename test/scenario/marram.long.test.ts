import { expect } from "chai";
import { getAddress, id as hashOf, parseEther, resolveAddress, ZeroHash, type AddressLike } from "ethers";
import { network } from "hardhat";

import { orderIn, packApprovals } from "../../sdk/governance/approvals.ts";
import { readCharter } from "../../sdk/charter.ts";
import { seasonTerms } from "../../sdk/contributions/terms.ts";
import { topicBits } from "../../sdk/governance/delegations.ts";
import { listsOf, type Calls } from "../../sdk/governance/proposals.ts";
import { commitmentFor, packCommitments, packOpenings } from "../../sdk/governance/sealedBallots.ts";
import { signKeyConsent } from "../../sdk/statements.ts";
import { openingOf, saltOf } from "../fixtures/ballotSources.ts";
import { CHAMBER, STATE } from "../fixtures/chambers.ts";
import { deployCharter, due, signed, until, voteOn, type Chartered } from "../fixtures/chartered.ts";
import { BUCKET } from "../fixtures/cobudget.ts";
import { payment } from "../fixtures/councils.ts";
import { callOf, proposeBy, signAs } from "../fixtures/governance.ts";
import { DAY, FOREVER, foundGuild, YEAR, type Person } from "../fixtures/membership.ts";
import { COIN } from "../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create({
  network: "node",
  override: { initialDate: "2027-01-01T00:00:00Z", gas: 16_000_000n },
});
const { time } = networkHelpers;
const [courier, ...accounts] = await ethers.getSigners();
const people = accounts.slice(0, 12).map((signer, index): Person => ({ id: BigInt(index + 1), signer }));
const [ada, bela, cato, dora, edda, finn] = people as [Person, Person, Person, Person, Person, Person];
const [gita, hugo, iris, jura, kaya, lars] = people.slice(6) as [Person, Person, Person, Person, Person, Person];
const [school, library, ferry, foundation, customer] = accounts.slice(12);

const [BOATYARD, SALTWORKS] = [13n, 14n];
const [SCHOOL, LIBRARY, FERRY] = [15n, 16n, 17n];
/** The rule called `ordinary`, and the office. */
const [ORDINARY, WARDEN] = [1, 1];
const [NON_PROFIT, WORKER_COOP] = [3n, 4n];
const [AGAINST, FOR] = [0, 1];
const DEFEATED = 3n;
/** As `ICouncils.CouncilState`. */
const COUNCIL = { open: 1n, agreed: 2n, executed: 6n, questions: 7n, integrating: 8n, held: 10n, dropped: 11n };
const WHY = { reason: ZeroHash, text: "We have said why" };
const addressOf = (name: string) => getAddress(hashOf(name).slice(0, 42));
const [COUSIN, CHANDLER] = [addressOf("a cousin"), addressOf("the chandler")];

const coins = (amount: number) => parseEther(String(amount));

// The rules are those of charters/marram.json, deployed as `nation:deploy` does it. Every sum and state is written here.
describe("Story: a year in Marram, where the optional parts of a charter meet", () => {
  let marram: Chartered;
  let accountOf: Readonly<Record<"boatyard" | "saltworks", string>>;
  let nonce = 0n;

  before(async () => {
    marram = await deployCharter(ethers, networkHelpers, "charters/marram.json");
  });

  it("begins with twelve founders in two guilds, and caps on what can be lost", async () => {
    const { members, guilds, surplus, spending, rules, brake } = marram;
    await foundGuild(marram, "Boatyard", [ada, bela, cato, dora, edda, finn]);
    await foundGuild(marram, "Saltworks", [gita, hugo, iris, jura, kaya, lars]);
    accountOf = { boatyard: await guilds.accountOf(BOATYARD), saltworks: await guilds.accountOf(SALTWORKS) };
    await time.increase(10n);
    expect(await members.activeCountAt((await time.latest()) - 1)).to.equal(12n);
    expect(await guilds.rosterSizeAt(BOATYARD, (await time.latest()) - 1)).to.equal(6n);
    expect(await surplus.depositCap(COIN)).to.equal(coins(500));
    expect(await spending.capOf(COIN)).to.deep.equal([coins(20), coins(50)]);
    expect(await rules.exitWindow()).to.equal(14n * DAY);
    expect((await brake.terms()).lasts).to.equal(7n * DAY);
  });

  it("each guild elects two stewards by approval", async () => {
    const { guilds } = marram;
    // Bela is approved by six, Ada by three, Cato by one.
    const first = await stewardsOf(ada, BOATYARD);
    await stand(first, [ada, bela, cato]);
    await voteIn(first, [
      ...[ada, dora, edda].map((by): [Person, number] => [by, 0b011]),
      ...[bela, finn].map((by): [Person, number] => [by, 0b010]),
      [cato, 0b110],
    ]);
    expect(await concluded(first)).to.deep.equal({ approvals: [3n, 6n, 1n], order: [1, 0, 2] });
    // Gita by five, Hugo by three, Iris by two.
    const second = await stewardsOf(gita, SALTWORKS);
    await stand(second, [gita, hugo, iris]);
    await voteIn(second, [
      ...[gita, hugo, kaya].map((by): [Person, number] => [by, 0b011]),
      [iris, 0b100],
      [jura, 0b101],
      [lars, 0b001],
    ]);
    expect(await concluded(second)).to.deep.equal({ approvals: [5n, 3n, 2n], order: [0, 1, 2] });
    const stewards = await Promise.all(people.map(({ id }) => guilds.isSteward(id < 7n ? BOATYARD : SALTWORKS, id)));
    expect(people.filter((_, place) => stewards[place])).to.deep.equal([ada, bela, gita, hugo]);
  });

  it("the nation elects three wardens, and a tie goes to the lower id", async () => {
    const { elections } = marram;
    const call = await callOf(elections, "callOffice", [WARDEN]);
    await carriedOut(call, "Elect three wardens", { yes: [ada, bela, gita, hugo], no: [lars] });
    const election = await elections.electionCount();
    await stand(election, [cato, dora, iris, jura]);
    // Cato 1, Dora 2, Iris 4, Jura 8.
    const approvals: [Person, number][] = [
      ...[ada, bela, edda].map((by): [Person, number] => [by, 0b0011]),
      ...[cato, dora].map((by): [Person, number] => [by, 0b0111]),
      [finn, 0b1011],
      ...[gita, hugo, kaya].map((by): [Person, number] => [by, 0b1110]),
      [iris, 0b1101],
      ...[jura, lars].map((by): [Person, number] => [by, 0b1100]),
    ];
    await voteIn(election, approvals);
    expect(await concluded(election)).to.deep.equal({ approvals: [7n, 9n, 8n, 7n], order: [1, 2, 0, 3] });
    const wardens = await Promise.all(people.map(({ id }) => elections.holdsOffice(WARDEN, id)));
    expect(people.filter((_, place) => wardens[place])).to.deep.equal([cato, dora, iris]);
  });

  it("sealed ballots decide who attests organisations: nobody goes by how others vote", async () => {
    const { assembly, sealedBallots, organisations, chambers } = marram;
    const office = BigInt(await time.latest()) + YEAR;
    const calls = await callOf(organisations, "appointIssuer", [kaya.id, office]);
    const { id, key } = await proposeBy(marram, ada, calls, "Kaya attests");
    await until(marram, (await assembly.proposalSnapshot(id)) + 1n);
    const box = { chainId: 31_337n, address: await sealedBallots.getAddress(), proposal: id };
    // Eight for, two against; Jura seals a ballot that nobody opens, Lars does not vote.
    const choices = people.slice(0, 11).map((by, index) => ({
      ...{ by: by.id, choice: index < 8 || by === jura ? FOR : AGAINST, salt: saltOf(index) },
    }));
    const commitments = await Promise.all(
      choices.map(async (opening, index) => {
        const commitment = commitmentFor(box, opening);
        const act = { by: opening.by, proposal: id, commitment, deadline: FOREVER };
        const signature = await signAs(marram, people[index]!, sealedBallots, "commitBallot", act);
        return { by: opening.by, commitment, deadline: FOREVER, signature };
      }),
    );
    await sealedBallots.commitBallots(id, packCommitments(commitments));
    expect(await assembly.proposalVotes(id)).to.deep.equal([0n, 0n, 0n, 0n]);
    await until(marram, await openingOf(marram, id));
    await sealedBallots.openBallots(id, packOpenings(choices.filter(({ by }) => by !== jura.id)));
    expect(await assembly.proposalVotes(id)).to.deep.equal([2n, 8n, 0n, 0n]);
    await sealedBallots.abstainUnopened(id, [jura.id, lars.id]);
    expect(await assembly.proposalVotes(id)).to.deep.equal([2n, 8n, 1n, 0n]);
    await until(marram, (await assembly.proposalDeadline(id)) + 1n);
    await due(marram, { id, key });
    await assembly.execute(...key);
    expect(await organisations.issuerUntil(kaya.id)).to.equal(office);

    const attested = [
      [school!, NON_PROFIT],
      [library!, NON_PROFIT],
      [ferry!, WORKER_COOP],
    ] as const;
    for (const [signer, userClass] of attested) {
      const agent = { register: marram.members, agent: "Organisation", deadline: FOREVER, signer } as const;
      const expiresAt = BigInt(await time.latest()) + YEAR;
      const act = { by: kaya.id, key: signer.address, userClass, evidence: hashOf("statutes"), expiresAt };
      const consent = await signKeyConsent(agent);
      await organisations.connect(kaya.signer).attest({ ...act, deadline: FOREVER }, "0x", consent);
    }
    for (const id of [SCHOOL, LIBRARY, FERRY]) await chambers.enter(CHAMBER.organisations, id, 0n);
    await time.increase(10n);
    expect(await chambers.sizeAt(CHAMBER.organisations, (await time.latest()) - 1)).to.equal(3n);
  });

  it("members share out a budget of 1,200; what they leave comes back, and a cap holds up what is too much", async () => {
    const { cobudget, ledger, surplus, timelock } = marram;
    await ledger.openSeason();
    await foundation!.sendTransaction({ to: timelock, value: coins(1_800) });
    const closesAt = BigInt(await time.latest()) + 60n * DAY;
    const open = await callOf(cobudget, "open", [COIN, coins(1_200), closesAt]);
    const budget = { ...open, values: [coins(1_200)] };
    // It carries money, so it takes two thirds: nine of ten.
    const nine = [ada, bela, cato, dora, edda, finn, gita, hugo, iris];
    await carriedOut(budget, "A budget for the spring", { yes: nine, no: [lars] });
    expect((await cobudget.roundOf(1)).share).to.equal(coins(100));
    expect(await balances({ timelock, cobudget })).to.deep.equal({ timelock: coins(600), cobudget: coins(1_200) });

    const slipway = await bucket(ada, BOATYARD, 450);
    const pans = await bucket(gita, SALTWORKS, 300);
    const mast = await bucket(bela, BOATYARD, 400);
    const gift = { by: ada.id, bucket: slipway, amount: coins(10), nonce: ++nonce, deadline: FOREVER };
    await expect(cobudget.connect(ada.signer).give(gift, "0x"))
      .to.be.revertedWithCustomError(cobudget, "CobudgetOwnGuild")
      .withArgs(BOATYARD, ada.id);
    for (const by of [gita, hugo, iris, jura]) await give(by, slipway, 100);
    await give(kaya, slipway, 80); // of which 50 fill it
    for (const by of [ada, bela, cato]) await give(by, pans, 100);
    await give(kaya, mast, 50);
    await give(lars, mast, 100);
    expect(await cobudget.spentOf(1, kaya.id)).to.equal(coins(100));
    expect(await states([slipway, pans, mast])).to.deep.equal([BUCKET.funded, BUCKET.funded, BUCKET.open]);

    await cobudget.pay(slipway);
    await expect(cobudget.pay(pans))
      .to.be.revertedWithCustomError(surplus, "SurplusOverDepositCap")
      .withArgs(COIN, coins(750), coins(500));
    await raiseDepositCap(2_000);
    await cobudget.pay(pans);
    expect(await balances({ cobudget, surplus })).to.deep.equal({ cobudget: coins(450), surplus: coins(750) });

    await until(marram, closesAt);
    await cobudget.settle(1);
    expect(await states([slipway, pans, mast])).to.deep.equal([BUCKET.paid, BUCKET.paid, BUCKET.missed]);
    expect(await balances({ timelock, cobudget })).to.deep.equal({ timelock: coins(1_050), cobudget: 0n });
  });

  it("three members hold what a council decided, and the assembly drops it", async () => {
    const { councils, holds } = marram;
    await customer!.sendTransaction({ to: accountOf.boatyard, value: coins(500) });
    const calls = payment(COUSIN, coins(400));
    const proposal = await proposed(edda, BOATYARD, calls, "A commission for my cousin");
    expect(await councils.stateOf(proposal)).to.equal(COUNCIL.questions);
    await after(proposal, "opensAt");
    const number = await councils.holdNumber(proposal);
    const held = { subject: await councils.getAddress(), number, ...WHY, deadline: FOREVER };
    const statements = [gita, hugo, kaya].map((by) => signed(marram, by, holds, "suspend", held));
    await holds.connect(courier).carry(await Promise.all(statements));
    await after(proposal, "closesAt");
    expect(await councils.stateOf(proposal)).to.equal(COUNCIL.held);

    const drop = await callOf(holds, "drop", [councils.target, number]);
    const eight = [bela, cato, dora, finn, gita, hugo, iris, kaya];
    await carriedOut(drop, "No commissions for cousins", { yes: eight, no: [ada, edda] });
    expect(await councils.stateOf(proposal)).to.equal(COUNCIL.dropped);
    await expect(councils.execute(proposal, ...listsOf(calls)))
      .to.be.revertedWithCustomError(councils, "CouncilsWrongState")
      .withArgs(proposal, COUNCIL.dropped);
    expect(await balances({ ...accountOf, COUSIN })).to.deep.equal({
      ...{ boatyard: coins(500), saltworks: 0n, COUSIN: 0n },
    });
  });

  it("a steward's routine goes through in silence, and one that is objected to comes before the council", async () => {
    const { councils } = marram;
    const listed = { by: BOATYARD, target: CHANDLER, selector: "0x00000000", isListed: true, word: 0 };
    const routine = { ...listed, most: coins(50), left: coins(120), nonce: ++nonce, deadline: FOREVER };
    const listing = await callOf(councils, "setRoutine", [routine, "0x"]);
    const decided = await proposed(ada, BOATYARD, listing, "Stewards buy rope and paint");
    await after(decided, "closesAt");
    await councils.execute(decided, ...listsOf(listing));

    const rope = await routinely(bela, 30, "Rope");
    await after(rope, "closesAt");
    await councils.execute(rope, ...listsOf(payment(CHANDLER, coins(30))));
    const paint = await routinely(bela, 50, "Paint");
    await object(finn, paint, 0n);
    expect(await councils.stateOf(paint)).to.equal(COUNCIL.questions);
    await after(paint, "opensAt");
    await object(finn, paint, 1n);
    await after(paint, "closesAt");
    expect(await councils.stateOf(paint)).to.equal(COUNCIL.integrating);
    const less = payment(CHANDLER, coins(20));
    await amend(bela, paint, 2n, less);
    await after(paint, "closesAt");
    expect(await councils.stateOf(paint)).to.equal(COUNCIL.agreed);
    await councils.execute(paint, ...listsOf(less));

    // What an act takes of the sum is gone when it is proposed: 120 less 30 and 50.
    expect((await councils.routineOf(BOATYARD, CHANDLER, "0x00000000")).left).to.equal(coins(40));
    expect(await balances({ ...accountOf, CHANDLER })).to.deep.equal({
      ...{ boatyard: coins(450), saltworks: 0n, CHANDLER: coins(50) },
    });
  });

  it("a change that passes in silence is vetoed by two chambers, and not by one", async () => {
    const { assembly, chambers, ledger } = marram;
    const terms = await ledger.terms();
    const shorter = { ...seasonTerms(readCharter("charters/marram.json").rules), duration: 30n * DAY };
    const decision = await voteOn(marram, await callOf(ledger, "setTerms", [shorter]), "A month is a season", {
      yes: [],
    });
    expect(await assembly.state(decision.id)).to.equal(STATE.succeeded);
    await assembly.queue(...decision.key);
    await chambers.open(...decision.key);
    // Twelve members, no masters yet, three organisations.
    expect((await chambers.hearingOf(decision.id)).sizes).to.equal(12n | (3n << 48n));
    const isObjected = async (by: Person, chamber: bigint) => {
      const act = { by: by.id, proposal: decision.id, chamber, guild: 0n, reason: hashOf("too short") };
      await chambers.connect(by.signer).objectIn({ ...act, deadline: FOREVER }, "0x");
      return assembly.state(decision.id);
    };
    // Two fifths of twelve are five, of three are two.
    for (const by of [ada, bela, gita, hugo, iris, jura]) {
      expect(await isObjected(by, CHAMBER.members)).to.equal(STATE.queued);
    }
    expect(await isObjected({ id: SCHOOL, signer: school! }, CHAMBER.organisations)).to.equal(STATE.queued);
    expect(await isObjected({ id: LIBRARY, signer: library! }, CHAMBER.organisations)).to.equal(STATE.canceled);
    await time.increase(30n * DAY);
    await expect(assembly.execute(...decision.key)).to.be.revertedWithCustomError(
      assembly,
      "GovernorUnexpectedProposalState",
    );
    expect((await ledger.terms()).duration).to.equal(terms.duration);
  });

  it("two wardens pull the brake, which ends by itself and cannot be pulled again", async () => {
    const { assembly, brake, councils, reserve } = marram;
    await foundation!.sendTransaction({ to: reserve, value: coins(400) });
    const spend = await spending(15, "Fifteen for the pans");
    const decision = await voteOn(marram, spend, "Fifteen for the pans", { yes: [gita, hugo, iris, jura], no: [lars] });
    await due(marram, decision);
    const gift = payment(CHANDLER, coins(1));
    const agreed = await proposed(dora, BOATYARD, gift, "A tip for the chandler");
    await after(agreed, "closesAt");

    await pull(dora);
    expect(await brake.isStopping()).to.equal(false);
    await pull(iris);
    const { stopsUntil } = await brake.state();
    expect(stopsUntil).to.equal(BigInt(await time.latest()) + 7n * DAY);
    await expect(assembly.execute(...decision.key))
      .to.be.revertedWithCustomError(brake, "BrakeStopping")
      .withArgs(stopsUntil);
    await expect(councils.execute(agreed, ...listsOf(gift)))
      .to.be.revertedWithCustomError(brake, "BrakeStopping")
      .withArgs(stopsUntil);

    await until(marram, stopsUntil);
    await assembly.execute(...decision.key);
    await councils.execute(agreed, ...listsOf(gift));
    const pulled = { by: cato.id, round: await brake.round(), reason: hashOf("again"), deadline: FOREVER };
    await expect(brake.connect(cato.signer).pull(pulled, "0x")).to.be.revertedWithCustomError(brake, "BrakeNotArmed");
    expect(await balances({ reserve, ...accountOf })).to.deep.equal({
      ...{ reserve: coins(385), boatyard: coins(449), saltworks: coins(15) },
    });
  });

  it("what is above the cap takes two thirds and two weeks, in which Lars leaves", async () => {
    const { assembly, members, reserve, spending: caps } = marram;
    const spend = await spending(40, "Forty for a boiler");
    const half = { yes: [ada, bela, cato, gita, hugo, iris, jura], no: [dora, edda, finn, kaya, lars] };
    const lost = await voteOn(marram, spend, "A boiler", half);
    expect(await caps.notedOf(lost.id)).to.deep.equal([true, true]);
    // Seven to five is a majority, and no two thirds.
    expect(await assembly.state(lost.id)).to.equal(DEFEATED);
    const won = await voteOn(marram, spend, "A boiler, after talks", { yes: people.slice(0, 9), no: people.slice(9) });
    expect(await assembly.state(won.id)).to.equal(STATE.succeeded);
    await assembly.queue(...won.key);
    const eta = await assembly.proposalEta(won.id);
    expect(eta).to.equal(BigInt(await time.latest()) + 14n * DAY);

    // Meanwhile twenty more are decided, as everything within the cap is.
    const small = await spending(20, "Twenty for salt");
    const twenty = await voteOn(marram, small, "Salt", { yes: [ada, gita, hugo, iris] });
    expect(await caps.notedOf(twenty.id)).to.deep.equal([true, false]);
    await assembly.queue(...twenty.key);
    await members.connect(lars.signer).resign({ by: lars.id, nonce: ++nonce, deadline: FOREVER }, "0x");
    await until(marram, eta);
    expect(await members.isActive(lars.id)).to.equal(false);
    await assembly.execute(...won.key);
    // Forty of fifty are spent in this period.
    const period = 30n * DAY;
    const next = (BigInt(await time.latest()) / period + 1n) * period;
    await expect(assembly.execute(...twenty.key))
      .to.be.revertedWithCustomError(caps, "SpendingOverCap")
      .withArgs(COIN, coins(20), coins(10), next);
    await until(marram, next);
    await assembly.execute(...twenty.key);
    expect(await balances({ reserve, ...accountOf })).to.deep.equal({
      ...{ reserve: coins(325), boatyard: coins(449), saltworks: coins(75) },
    });
  });

  it("ends with every coin where the story put it: 2,700 came in", async () => {
    const { timelock, surplus, reserve, cobudget, members } = marram;
    expect(await balances({ timelock, surplus, reserve, cobudget, ...accountOf, CHANDLER, COUSIN })).to.deep.equal({
      ...{ timelock: coins(1_050), surplus: coins(750), reserve: coins(325), cobudget: 0n },
      ...{ boatyard: coins(449), saltworks: coins(75), CHANDLER: coins(51), COUSIN: 0n },
    });
    expect(await members.activeCountAt((await time.latest()) - 1)).to.equal(11n);
  });

  // --- elections ---------------------------------------------------------------------------------------------------

  /** Somebody on the roster calls the election of a guild's stewards. */
  async function stewardsOf(by: Person, guild: bigint): Promise<bigint> {
    const { elections } = marram;
    const act = { by: by.id, guild, nonce: ++nonce, deadline: FOREVER };
    await elections.connect(by.signer).callElection(act, "0x");
    return elections.electionCount();
  }

  async function stand(election: bigint, candidates: readonly Person[]): Promise<void> {
    const { elections } = marram;
    for (const { id: by, signer } of candidates) {
      await elections.connect(signer).stand({ by, election, merit: 0n, deadline: FOREVER }, "0x");
    }
  }

  /** Everybody signs, and the courier carries all ballots at once. */
  async function voteIn(election: bigint, approvals: readonly (readonly [Person, number])[]): Promise<void> {
    const { elections } = marram;
    await until(marram, (await elections.electionOf(election)).opensAt);
    const ballots = approvals.map(async ([author, approved]) => {
      const act = { by: author.id, election, approvals: approved, deadline: FOREVER };
      return { ...act, signature: await signAs(marram, author, elections, "castBallot", act) };
    });
    await elections.connect(courier).castBallots(election, packApprovals(await Promise.all(ballots)));
  }

  /** Approvals by candidate, and candidates in the order of the result. */
  async function concluded(election: bigint): Promise<{ approvals: bigint[]; order: number[] }> {
    const { elections } = marram;
    await until(marram, (await elections.electionOf(election)).closesAt);
    await elections.conclude(election);
    const { approvals } = await elections.votesOf(election);
    return { approvals: [...approvals], order: orderIn(await elections.resultOf(election)) };
  }

  // --- the assembly ------------------------------------------------------------------------------------------------

  /** Proposed, passed and carried out. */
  async function carriedOut(calls: Calls, title: string, votes: Parameters<typeof voteOn>[3]): Promise<void> {
    const decision = await voteOn(marram, calls, title, votes);
    await due(marram, decision);
    await marram.assembly.execute(...decision.key);
  }

  /** Kaya and Ada are for it, Cato against; Jura and Lars have left such things to Kaya. */
  async function raiseDepositCap(most: number): Promise<void> {
    const { assembly, delegations, surplus } = marram;
    const end = BigInt(await time.latest()) + 90n * DAY;
    for (const { id: by, signer } of [jura, lars]) {
      const act = { by, delegate: kaya.id, topics: topicBits([ORDINARY]), until: end, order: 1 };
      await delegations.connect(signer).giveDelegation({ ...act, deadline: FOREVER }, "0x");
    }
    const calls = await callOf(surplus, "setDepositCap", [COIN, coins(most)]);
    const { id, key } = await proposeBy(marram, ada, calls, "The treasury has proved itself");
    await until(marram, (await assembly.proposalSnapshot(id)) + 1n);
    for (const { signer } of [ada, kaya]) await assembly.connect(signer).castVote(id, FOR);
    await assembly.connect(cato.signer).castVote(id, AGAINST);
    await delegations.carryChoice(id, kaya.id, [jura.id, lars.id]);
    expect(await assembly.proposalVotes(id)).to.deep.equal([1n, 4n, 0n, 0n]);
    await until(marram, (await assembly.proposalDeadline(id)) + 1n);
    await due(marram, { id, key });
    await assembly.execute(...key);
    expect(await surplus.depositCap(COIN)).to.equal(coins(most));
  }

  const spending = (amount: number, purpose: string) =>
    callOf(marram.reserve, "spend", [SALTWORKS, COIN, coins(amount), hashOf(purpose)]);

  async function pull({ id: by, signer }: Person): Promise<void> {
    const act = { by, round: await marram.brake.round(), reason: hashOf("something is wrong"), deadline: FOREVER };
    await marram.brake.connect(signer).pull(act, "0x");
  }

  // --- guilds ------------------------------------------------------------------------------------------------------

  async function bucket(by: Person, guild: bigint, goal: number): Promise<bigint> {
    const { cobudget } = marram;
    const act = { by: by.id, round: 1, guild, goal: coins(goal), text: hashOf("a plan"), nonce: ++nonce };
    await cobudget.connect(by.signer).propose({ ...act, deadline: FOREVER }, "0x");
    return cobudget.bucketCount();
  }

  async function give({ id: by, signer }: Person, bucket: bigint, amount: number): Promise<void> {
    const act = { by, bucket, amount: coins(amount), nonce: ++nonce, deadline: FOREVER };
    await marram.cobudget.connect(signer).give(act, "0x");
  }

  const states = (buckets: readonly bigint[]) => Promise.all(buckets.map((one) => marram.cobudget.stateOf(one)));

  async function proposed(by: Person, guild: bigint, calls: Calls, description: string): Promise<bigint> {
    const { councils } = marram;
    const [targets, values, calldatas] = listsOf(calls);
    const act = { by: by.id, guild, targets, values, calldatas, description, nonce: ++nonce, deadline: FOREVER };
    await councils.connect(by.signer).propose(act, "0x");
    return councils.proposalCount();
  }

  async function routinely(by: Person, amount: number, description: string): Promise<bigint> {
    const { councils } = marram;
    const call = { target: CHANDLER, value: coins(amount), data: "0x" };
    const act = { by: by.id, guild: BOATYARD, ...call, description, nonce: ++nonce, deadline: FOREVER };
    await councils.connect(by.signer).proposeRoutine(act, "0x");
    return councils.proposalCount();
  }

  async function object({ id: by, signer }: Person, proposal: bigint, round: bigint): Promise<void> {
    await marram.councils.connect(signer).objectTo({ by, proposal, round, ...WHY, deadline: FOREVER }, "0x");
  }

  async function amend({ id: by, signer }: Person, proposal: bigint, round: bigint, calls: Calls): Promise<void> {
    const [targets, values, calldatas] = listsOf(calls);
    const act = { by, proposal, round, targets, values, calldatas, description: "Less", deadline: FOREVER };
    await marram.councils.connect(signer).amend(act, "0x");
  }

  const after = async (proposal: bigint, moment: "opensAt" | "closesAt") =>
    until(marram, (await marram.councils.proposalOf(proposal))[moment] + 1n);

  // --- money -------------------------------------------------------------------------------------------------------

  /** Of accounts by their names. */
  async function balances<Name extends string>(of: Record<Name, AddressLike>): Promise<Record<Name, bigint>> {
    const told = Object.entries<AddressLike>(of).map(async ([name, holder]) => {
      const address = await resolveAddress(holder);
      return [name, await ethers.provider.getBalance(address)] as const;
    });
    return Object.fromEntries(await Promise.all(told)) as Record<Name, bigint>;
  }
});
