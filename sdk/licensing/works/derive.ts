import type { Nation } from "../../connect.ts";
import { NeoguildError } from "../../errors.ts";
import { compatible, type Compatibility } from "../compatibility.ts";
import { grantNumber } from "../grants.ts";

/** Indices of the contracts' enums: a guild counts as a member. */
const [MEMBER, DERIVATIVE, FREE] = [1n, 3n, 0n];
const RULES = { none: 0n, any: 1n } as const;
const ID_BITS = 16n;

/** What a guild means to publish. */
export interface Derivative {
  readonly guild: bigint;
  readonly parents: readonly bigint[];
  readonly policies: readonly bigint[];
}

/** Policies in the order of their places in a word of the commons, sixteen bits each. */
export function policiesInWord(word: bigint): bigint[] {
  const found: bigint[] = [];
  for (let rest = word; rest !== 0n; rest >>= ID_BITS) found.push(rest & ((1n << ID_BITS) - 1n));
  return found;
}

/**
 * Whether the commons will take a derivative, asked before anything is signed or sent, in the words of what is missing.
 * @throws NeoguildError `CommonsUnknownWork`, `CommonsMayNotDerive`, `CommonsDerivativeRule`
 */
export async function requireRightToDerive(nation: Nation, params: Derivative): Promise<void> {
  for (const parent of params.parents) await requireRight(nation, parent, params);
}

async function requireRight(nation: Nation, parent: bigint, { guild, policies: offered }: Derivative): Promise<void> {
  const { commons, policies, licences } = nation.contracts;
  const [{ guild: owner, parents, grantsStopped }, origins] = await Promise.all([
    commons.workOf(parent),
    commons.policiesOf(parent),
  ]);
  if (owner === 0n)
    throw refused("CommonsUnknownWork", `there is no work ${parent} in the commons`, "See 'npx hardhat work:show'.");
  const isOwn = owner === guild;
  if (isOwn && parents === 0n) return;
  const held = (await licences.holdsGrant(parent, guild, DERIVATIVE))
    ? (await licences.grantOf(parent, guild, DERIVATIVE)).policy
    : undefined;
  const number = grantNumber(parent, guild, DERIVATIVE);
  const allowed = new Set<bigint>();
  let mayDerive = isOwn;
  for (const policy of origins) {
    const [terms, { decision }, isBarred] = await Promise.all([
      policies.termsOf(policy),
      policies.cellOf(policy, MEMBER, DERIVATIVE),
      licences.isBarred(number, policy),
    ]);
    const isOpen = decision === FREE && (!grantsStopped || terms.irrevocable) && !isBarred;
    if (!isOwn && !isOpen && held !== policy) continue;
    mayDerive = true;
    if (terms.derivativeRule === RULES.any) return;
    if (terms.derivativeRule === RULES.none && !isOwn) continue;
    for (const one of [policy, ...policiesInWord(terms.compatibleWith)]) allowed.add(one);
  }
  if (!mayDerive) {
    throw refused(
      "CommonsMayNotDerive",
      `guild ${guild} may not build on work ${parent}: none of its policies gives that to this guild free, and the guild holds no licence for it`,
      `See which one to take with 'npx hardhat licence:check --work ${parent} --agent ${guild} --purpose derivative'.`,
    );
  }
  const refusedOffers = offered.filter((policy) => !allowed.has(policy));
  if (refusedOffers.length === 0) return;
  const names = await Promise.all([...allowed].map(async (id) => `${id} (${(await policies.policyOf(id)).spdxId})`));
  throw refused(
    "CommonsDerivativeRule",
    `what builds on work ${parent} is not offered under ${refusedOffers.map((id) => `policy ${id}`).join(" or ")}`,
    names.length === 0
      ? "Its licences allow no derivative by other guilds; agree with its guild."
      : `Offer it under ${names.join(" or ")} (--policies).`,
  );
}

function refused(code: string, message: string, remedy: string): NeoguildError {
  return new NeoguildError({ code, message, remedy, docs: `docs/errors.md#${code.toLowerCase()}` });
}

/**
 * How the licences of a derivative and of what it builds on go together, read from their texts; undefined where nothing of
 * others is built on. What a guild made alone it may offer as it likes.
 */
export async function readTogether(
  nation: Nation,
  { guild, parents, policies: offered }: Derivative,
): Promise<Compatibility | undefined> {
  const { commons, policies } = nation.contracts;
  const nameOf = async (id: bigint) => (await policies.policyOf(id)).spdxId;
  const works = await Promise.all(parents.map(async (id) => ({ id, work: await commons.workOf(id) })));
  const bound = works.filter(({ work }) => work.guild !== guild || work.parents !== 0n);
  if (bound.length === 0) return undefined;
  return compatible({
    parents: await Promise.all(bound.map(async ({ id }) => Promise.all((await commons.policiesOf(id)).map(nameOf)))),
    child: await Promise.all(offered.map(nameOf)),
  });
}

/** @throws NeoguildError `WorkLicencesConflict` where the texts cannot be kept at once, unless that was answered for. */
export function requireKept(read: Compatibility | undefined, anyway: boolean): readonly string[] {
  if (read === undefined || read.verdict === "yes") return [];
  if (read.verdict === "with care" || anyway) return read.sentences;
  const possible = read.possible.map(({ spdxId }) => spdxId);
  throw new NeoguildError({
    code: "WorkLicencesConflict",
    message: `these licences cannot be kept at once:\n${read.sentences.map((sentence) => `  ${sentence}`).join("\n")}`,
    remedy:
      (possible.length === 0
        ? "No licence of the catalogue goes with all of them. "
        : `Choose ${possible.join(" or ")}. `) +
      "This is a reading and no legal advice: who has settled it with the holders of the rights adds --anyway.",
    docs: "docs/licences.md",
  });
}
