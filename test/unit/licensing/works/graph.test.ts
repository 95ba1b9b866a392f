import { expect } from "chai";

import { edgeKey } from "../../../../sdk/licensing/fold.ts";
import { pullsDue, upstreamOf, WHOLE } from "../../../../sdk/licensing/works/graph.ts";
import { COIN } from "../../../fixtures/treasury.ts";

const work = (guild: bigint, ...edges: readonly (readonly [parent: bigint, shareBps: bigint])[]) => ({
  ...{ guild, version: 1n, grantsStopped: false, publishedAt: 0n, policies: [1n], contentHash: "0x", uri: "" },
  versions: [],
  edges: edges.map(([parent, shareBps]) => ({ parent, shareBps })),
});

describe("the graph of works", () => {
  /** 1 ← 2, 1 ← 3, and 4 on both and on 1: a design forked twice and merged. */
  const works = new Map([
    [1n, work(10n)],
    [2n, work(11n, [1n, 1_000n])],
    [3n, work(12n, [1n, 2_000n])],
    [4n, work(13n, [1n, 500n], [2n, 1_000n], [3n, 2_500n])],
    [5n, work(10n)],
  ]);

  it("tells what each work upstream keeps of what the first one earns, over all paths", () => {
    const upstream = upstreamOf(works, 4n);
    expect(upstream.map((one) => one.work)).to.deep.equal([4n, 1n, 2n, 3n]);
    expect(upstream[1]).to.deep.equal({
      ...{ work: 1n, guild: 10n, nearest: 1, farthest: 2, paths: 3n },
      arrives: (WHOLE * 1_100n) / 10_000n, // 5 % + 10 % of 10 % + 20 % of 25 %
      keeps: (WHOLE * 1_100n) / 10_000n,
    });
    expect(upstream.map(({ keeps }) => (keeps * 10_000n) / WHOLE)).to.deep.equal([6_000n, 1_100n, 900n, 2_000n]);
    expect(upstream.reduce((sum, { keeps }) => sum + keeps, 0n)).to.equal(WHOLE);
  });

  it("is quick where there are more paths than could ever be walked", () => {
    const ladder = new Map([
      [1n, work(1n)],
      [2n, work(1n, [1n, 1n])],
    ]);
    for (let id = 3n; id <= 200n; ++id) ladder.set(id, work(1n, [id - 2n, 4_000n], [id - 1n, 4_000n]));
    const [, ...rest] = upstreamOf(ladder, 200n);
    expect(rest).to.have.length(199);
    expect(rest.at(-1)!.paths > 10n ** 40n).to.equal(true);
  });

  it("plans pulls from the latest works to the first, counting what arrives on the way", () => {
    const state = {
      works,
      waiting: new Map([
        [edgeKey(4n, 3n, COIN), 25n],
        [edgeKey(4n, 1n, COIN), 5n],
      ]),
      fractions: new Map([
        [edgeKey(4n, 3n, COIN), 9n],
        [edgeKey(4n, 1n, COIN), 0n],
        [edgeKey(4n, 2n, COIN), 9_999n],
      ]),
    };
    const pulls = pullsDue(state).map(({ child, parent, amount }) => [child, parent, amount]);
    expect(pulls).to.deep.equal([
      [4n, 1n, 5n],
      [4n, 3n, 25n],
      [3n, 1n, 5n],
    ]);
    expect(pullsDue(state, { from: 3n })).to.deep.equal([]);
    expect(pullsDue(state, { tokens: [`0x${"1".repeat(40)}`] })).to.deep.equal([]);
  });
});
