import { expect } from "chai";

import { findPaths, isNear } from "../../../sdk/membership/paths.ts";
import { refereeThreshold, type Web } from "../../../sdk/membership/web.ts";

/** A web from pairs of voucher and person; all are members but those named, and the referees are named too. */
function webFrom(
  vouches: readonly [number, number][],
  referees: readonly number[],
  outside: readonly number[] = [],
): Web {
  const all = [...new Set(vouches.flat())].filter((id) => !outside.includes(id)).sort((a, b) => a - b);
  const members = all.map(BigInt);
  return {
    members: new Set(members),
    referees: new Set(referees.map(BigInt)),
    others: new Set(members.filter((id) => !referees.includes(Number(id)))),
    vouchesFor: (person) =>
      vouches
        .filter(([by, subject]) => BigInt(subject) === person && !outside.includes(by))
        .map(([by], index) => ({ by: BigInt(by), index })),
  };
}

const rule = (steps: number, percent = 80) => ({ refereesBps: BigInt(percent * 100), steps: BigInt(steps) });
const nodesOf = (layers: readonly (readonly { node: bigint }[])[]) =>
  layers.map((layer) => layer.map(({ node }) => Number(node)));

describe("findPaths", () => {
  describe("in a chain of vouches 1 → 2 → 3 → 4", () => {
    const chain = webFrom(
      [
        [1, 2],
        [2, 3],
        [3, 4],
      ],
      [1],
    );

    it("finds who is as many steps away as the rule allows", () => {
      const { layers, reachable, needed } = findPaths(chain, 4n, rule(3));
      expect(nodesOf(layers)).to.deep.equal([[3], [2], [1]]);
      expect([reachable, needed]).to.deep.equal([1, 1]);
    });

    it("finds nobody further", () => {
      const paths = findPaths(chain, 4n, rule(2));
      expect(paths.reachable).to.equal(0);
      expect(isNear(paths)).to.equal(false);
      expect(nodesOf(paths.layers)).to.deep.equal([[3], [2]]); // all there is, for people to look at
    });

    it("goes against the direction of the vouches alone", () => {
      expect(findPaths(chain, 1n, rule(3)).layers.flat()).to.deep.equal([]);
    });
  });

  it("puts everybody at their least depth, once", () => {
    const web = webFrom(
      [
        [1, 9],
        [2, 9],
        [1, 2],
        [2, 1],
        [3, 1],
        [3, 2],
        [9, 3],
      ],
      [1, 2, 3],
    );
    expect(nodesOf(findPaths(web, 9n, rule(3, 100)).layers)).to.deep.equal([[1, 2], [3]]);
  });

  it("leads through members alone", () => {
    const vouches: [number, number][] = [
      [1, 2],
      [2, 3],
    ];
    expect(findPaths(webFrom(vouches, [1], [2]), 3n, rule(3)).reachable).to.equal(0);
  });

  it("shows no more than is needed: the nearest referees, and who stands between", () => {
    const web = webFrom(
      [
        [1, 9],
        [2, 9],
        [3, 1],
        [4, 2],
        [5, 2],
      ],
      [1, 3, 4, 5],
    );
    // of five members one or two: the referee one step away, and one behind; 2 leads to nobody who is needed
    expect(nodesOf(findPaths(web, 9n, rule(2, 20)).layers)).to.deep.equal([[1]]);
    expect(nodesOf(findPaths(web, 9n, rule(2, 40)).layers)).to.deep.equal([[1], [3]]);
  });

  it("excludes no more members than must be", () => {
    const pairs: [number, number][] = [1, 2, 3, 4, 5, 6, 7, 8].map((id) => [id, 9]);
    // eight members beside the person; of the four referees all are reached
    const web = webFrom(pairs, [1, 2, 3, 4]);
    expect(findPaths(web, 9n, rule(1, 50)).excluded).to.deep.equal([]);
    expect(findPaths(web, 9n, rule(1, 80)).excluded.length).to.equal(3); // 4 of 5 are 80 %
    expect(findPaths(web, 9n, rule(1, 100)).excluded.length).to.equal(4);
  });

  it("never counts the person themself", () => {
    const web = webFrom(
      [
        [1, 2],
        [2, 1],
      ],
      [1, 2],
    );
    expect(findPaths(web, 1n, rule(3))).to.include({ population: 1, referees: 1, reachable: 1, needed: 1 });
  });

  it("finds everybody near where nobody is a referee", () => {
    expect(isNear(findPaths(webFrom([[1, 2]], []), 2n, rule(2)))).to.equal(true);
  });
});

describe("refereeThreshold", () => {
  for (const [members, steps, threshold] of [
    [0n, 5n, 1n],
    [1n, 5n, 1n],
    [2n, 5n, 2n],
    [32n, 5n, 2n],
    [33n, 5n, 3n],
    [7_776n, 5n, 6n],
    [7_777n, 5n, 7n],
    [1_000_000n, 5n, 12n],
  ] as const) {
    it(`is ${threshold} for ${members} members and ${steps} steps`, () => {
      expect(refereeThreshold(members, steps)).to.equal(threshold);
    });
  }
});
