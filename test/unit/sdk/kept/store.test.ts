import { expect } from "chai";
import fc from "fast-check";

import { disclose, isDisclosed } from "../../../../sdk/contributions/kept/disclosure.ts";
import { keep, publishedOf, totalsOf, type Store } from "../../../../sdk/contributions/kept/store.ts";
import { decodePayload, Entry, MOST_MINUTES, rootOf } from "../../../../sdk/contributions/payload.ts";
import { TRACKS } from "../../../../sdk/contributions/tracks.ts";

const anyEntry = fc
  .record({
    provider: fc.integer({ min: 1, max: 4 }),
    track: fc.constantFrom(...TRACKS),
    gift: fc.boolean(),
    resource: fc.integer({ min: 0, max: 2 }),
    quantity: fc.integer({ min: 0, max: 1000 }),
    day: fc.integer({ min: 0, max: 65_535 }),
    work: fc.integer({ min: 0, max: 3 }),
  })
  .map((entry) => Entry.parse(entry));

const hours = (provider: number, quantity: number, day: number) =>
  Entry.parse({ provider, track: "livelihood", quantity, day });

function storeOf(entries: readonly Entry[]): Store {
  const where = { chainId: "31337", ledger: "0x01", guild: "10", by: "1" };
  return { format: "neoguild-kept-1", ...where, entries: keep(entries) };
}

describe("entries that a guild keeps to itself", () => {
  it("are published as the same sums, whoever gave them on whatever track", () => {
    fc.assert(
      fc.property(fc.array(anyEntry, { minLength: 1, maxLength: 40 }), (entries) => {
        const sums = (list: readonly Entry[]) => {
          const bySum = new Map<string, number>();
          for (const { provider, track, resource, gift, quantity } of list) {
            const key = [provider, track, resource, gift].join("/");
            bySum.set(key, (bySum.get(key) ?? 0) + quantity);
          }
          return Object.fromEntries(bySum);
        };
        const published = decodePayload(publishedOf(storeOf(entries)));
        expect(sums(published)).to.deep.equal(sums(entries));
        expect(new Set(published.map(({ day, work, chapter }) => `${day}/${work}/${chapter}`)).size).to.equal(1);
      }),
      { seed: 7, numRuns: 100 },
    );
  });

  it("are summed into as many lines as the most minutes of an entry ask for", () => {
    const totals = totalsOf([hours(1, MOST_MINUTES, 1), hours(1, 60, 2), hours(2, 5, 3)]);
    expect(totals.map(({ provider, quantity, day }) => [provider, quantity, day])).to.deep.equal([
      [1, MOST_MINUTES, 3],
      [1, 60, 3],
      [2, 5, 3],
    ]);
  });

  it("of a resource that is counted by the entry are not summed", () => {
    const hosting = Entry.parse({ provider: 1, track: "care", resource: 9, quantity: 1, day: 1 });
    expect(totalsOf([hosting, hosting], (resource) => resource === 9)).to.have.length(2);
  });

  describe("disclosed one by one", () => {
    const store = storeOf([hours(1, 60, 1), hours(2, 90, 2), hours(3, 30, 3)]);
    const payload = publishedOf(store);
    const batch = `0x${"ab".repeat(32)}`;

    it("are proven against what the ledger has", () => {
      for (const index of [0, 1, 2]) expect(isDisclosed(disclose(store, batch, index), payload)).to.equal(true);
    });

    it("are refused when anything in them was changed", () => {
      const disclosed = disclose(store, batch, 1);
      const { entry } = disclosed;
      const forged = [
        { ...disclosed, entry: { ...entry, quantity: 91 } },
        { ...disclosed, entry: { ...entry, provider: 3 } },
        { ...disclosed, entry: { ...entry, track: "care" as const } },
        { ...disclosed, entry: { ...entry, day: 3 } },
        { ...disclosed, index: 0 },
        { ...disclosed, salt: `0x${"0".repeat(64)}` },
        { ...disclosed, proof: disclosed.proof.slice(1) },
      ];
      for (const one of forged) expect(isDisclosed(one, payload)).to.equal(false);
    });

    it("are not proven against another batch, nor against one of single entries", () => {
      expect(isDisclosed(disclose(store, batch, 1), publishedOf(storeOf([hours(2, 90, 2)])))).to.equal(false);
      expect(isDisclosed(disclose(store, batch, 1), "0x01")).to.equal(false);
    });

    it("have a root that nobody can guess: the same entries have another one in another store", () => {
      expect(rootOf(publishedOf(storeOf(store.entries.map(({ entry }) => entry))))).not.to.equal(rootOf(payload));
    });
  });
});
