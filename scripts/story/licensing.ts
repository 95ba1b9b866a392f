import { id as hashOf } from "ethers";

import { act, ACT_VALIDITY, perform } from "../../sdk/acts.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { type Purpose, PURPOSES, USER_CLASSES } from "../../sdk/licensing/kinds.ts";
import { explain } from "../../sdk/licensing/explain.ts";
import { signKeyConsent } from "../../sdk/statements.ts";
import { coins, DAY, giveCoins, LICENCE_FEE, type Scene, STUDIO } from "./scene.ts";
import { type Name, type Stage } from "./stage.ts";

export const workPublished: Scene = {
  title: "A design for the commons",
  done: async ({ nation }) => (await nation.contracts.commons.lastId()) >= 1n,
  async play(stage) {
    const offered = [await policyNamed(stage, "PPL"), await policyNamed(stage, "LicenseRef-Neoguild-CopyFair-1.0")];
    const content = {
      guild: STUDIO,
      contentHash: hashOf("soil sensor, drawings and firmware, version 1"),
      uri: "ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi",
      policies: offered,
      parents: [],
      sharesBps: [],
    };
    await stage.together([["Amara", act("commons", "publish", content)]]);
    return [
      "The Studio publishes the design of a soil sensor under two policies: the Peer Production License, and beside it",
      `Neoguild's CopyFair policy, under which firms give back or pay ${coins(LICENCE_FEE)} a year.`,
    ];
  },
};

export const organisationsAttested: Scene = {
  title: "A co-op and a firm",
  done: async (stage) => (await stage.id("Field Tools Co-op")) !== 0n && (await stage.id("Acme Ltd")) !== 0n,
  async play(stage) {
    for (const [name, userClass] of [
      ["Field Tools Co-op", "worker co-op"],
      ["Acme Ltd", "firm"],
    ] as const) {
      if ((await stage.id(name)) !== 0n) continue;
      const key = stage.account(name);
      const now = await stage.now();
      const deadline = now + ACT_VALIDITY;
      const consent = await signKeyConsent({
        register: stage.nation.contracts.members,
        agent: "Organisation",
        deadline,
        signer: key,
      });
      const attest = act(
        "organisations",
        "attest",
        {
          key: key.address,
          userClass: BigInt(USER_CLASSES.indexOf(userClass)),
          evidence: hashOf(`statutes of ${name}`),
          expiresAt: now + 365n * DAY,
          deadline,
        },
        consent,
      );
      await stage.together([["Amara", attest]]);
    }
    const coop = await askUse(stage, "Field Tools Co-op", "manufacture");
    const firm = await askUse(stage, "Acme Ltd", "manufacture");
    return [
      "Amara, an issuer, attests Field Tools Co-op as a worker co-op and Acme Ltd as a firm. May they manufacture the sensor?",
      `  Field Tools Co-op: ${coop}`,
      `  Acme Ltd:          ${firm}`,
    ];
  },
};

export const licencePaid: Scene = {
  title: "A firm pays",
  async done(stage) {
    const { grantedAt } = await stage.nation.contracts.licences.grantOf(
      1n,
      await stage.id("Acme Ltd"),
      purpose("manufacture"),
    );
    return grantedAt !== 0n;
  },
  async play(stage) {
    await giveCoins(stage, "Acme Ltd", LICENCE_FEE);
    const firm = await stage.author("Acme Ltd");
    const take = async (policy: bigint) => {
      const fields = { work: 1n, policy, purpose: purpose("manufacture"), most: LICENCE_FEE };
      return perform(stage.nation, firm, act("licences", "take", fields), LICENCE_FEE);
    };
    const refusal = await take(await policyNamed(stage, "PPL")).then(
      () => "granted",
      (error: unknown) => {
        if (error instanceof NeoguildError) return error.message;
        throw error;
      },
    );
    await take(await policyNamed(stage, "LicenseRef-Neoguild-CopyFair-1.0"));
    return [
      `Acme Ltd asks for a grant under the PPL: ${refusal}.`,
      `Under the second policy it pays ${coins(LICENCE_FEE)} and holds a licence for a year. The whole fee is the Studio's,`,
      "for the work builds on no other.",
    ];
  },
};

async function policyNamed(stage: Stage, spdxId: string): Promise<bigint> {
  const { policies } = stage.nation.contracts;
  const last = await policies.lastId();
  for (let policy = 1n; policy <= last; ++policy) {
    if ((await policies.policyOf(policy)).spdxId === spdxId) return policy;
  }
  throw new TypeError(`the charter has no policy ${spdxId}`);
}

async function askUse(stage: Stage, name: Name, what: Purpose): Promise<string> {
  const { licences } = stage.nation.contracts;
  const [decision, reason, policy] = await licences.canUse(1n, await stage.id(name), purpose(what));
  const { spdxId } = await stage.nation.contracts.policies.policyOf(policy);
  const { decision: word, sentence } = explain(decision, reason);
  return `${word} under ${spdxId}. ${sentence}`;
}

function purpose(name: Purpose): bigint {
  return BigInt(PURPOSES.indexOf(name));
}
