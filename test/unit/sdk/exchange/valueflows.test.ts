import { expect } from "chai";
import fc from "fast-check";

import { plainMapping } from "../../../../sdk/contributions/exchange/mapping.ts";
import { eventsIn, readValueFlows, toValueFlows } from "../../../../sdk/contributions/exchange/valueflows.ts";
import { ACTIONS, Entry, MOST_MINUTES } from "../../../../sdk/contributions/payload.ts";
import { TRACKS } from "../../../../sdk/contributions/tracks.ts";

const options = { mapping: plainMapping([]), chainId: 31_337n, guild: 10n, day: 20_600 };

const anyEntry = fc
  .record({
    provider: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
    receiver: fc.integer({ min: 0, max: 9 }),
    action: fc.constantFrom(...ACTIONS, 0, 9, 255),
    track: fc.constantFrom(...TRACKS),
    gift: fc.boolean(),
    resource: fc.integer({ min: 0, max: 5 }),
    quantity: fc.integer({ min: 0, max: MOST_MINUTES }),
    day: fc.integer({ min: 0, max: 65_535 }),
    chapter: fc.integer({ min: 0, max: 9 }),
    work: fc.integer({ min: 0, max: 9 }),
    hash: fc.constantFrom({}, { evidence: `0x${"e1".repeat(32)}` }, { corrects: `0x${"c0".repeat(32)}` }),
  })
  .map(({ hash, ...entry }) => Entry.parse({ ...entry, ...hash }));

describe("ValueFlows events", () => {
  it("written and read again, are the same entries", () => {
    fc.assert(
      fc.property(fc.array(anyEntry, { minLength: 1, maxLength: 5 }), (entries) => {
        const written = toValueFlows(
          entries.map((entry, index) => ({ entry, guild: 10n, batch: "0xab", index, state: "open" })),
          31_337n,
        );
        const events = eventsIn(JSON.parse(JSON.stringify(written))) ?? [];
        const read = readValueFlows(events, options);
        expect(read.map((row) => (row.kind === "entry" ? row.entry : row))).to.deep.equal(entries);
      }),
      { seed: 5, numRuns: 200 },
    );
  });

  it("of other software, are read by the mapping's names, hours as minutes", () => {
    const event = {
      "@type": "EconomicEvent",
      action: "work",
      provider: "https://people.example/amara",
      effortQuantity: { hasNumericalValue: 1.5, hasUnit: "om2:hour" },
      hasBeginning: "2026-11-22T09:00:00Z",
      resourceClassifiedAs: "urn:tag:looking-after",
    };
    const mapping = {
      ...options.mapping,
      providers: { "https://people.example/amara": 4 },
      tracks: { care: ["urn:tag:looking-after"] },
    };
    const [row] = readValueFlows([event], { ...options, mapping });
    expect(row).to.nested.include({
      "entry.provider": 4,
      "entry.quantity": 90,
      "entry.day": 20_779,
      "entry.track": "care",
    });
  });

  it("of another chain's agent, are a fault and not that agent here", () => {
    const event = { provider: "urn:neoguild:1:agent:3", effortQuantity: { hasNumericalValue: 60, hasUnit: "minute" } };
    expect(readValueFlows([event], options)[0])
      .to.have.nested.property("faults[0]")
      .that.contains("no agent known here");
  });

  it("in a unit that is no time, are a fault", () => {
    const event = {
      provider: "urn:neoguild:31337:agent:3",
      effortQuantity: { hasNumericalValue: 6, hasUnit: "om2:metre" },
    };
    expect(readValueFlows([event], options)[0])
      .to.have.nested.property("faults[0]")
      .that.contains("is no time");
  });

  it("without a moment, have a fault, unless a day is given for such events", () => {
    const event = {
      action: "work",
      provider: "urn:neoguild:31337:agent:3",
      effortQuantity: { hasNumericalValue: 6, hasUnit: "om2:hour" },
    };
    expect(readValueFlows([event], options)[0]).to.have.nested.property("entry.day", 20_600);
    expect(readValueFlows([event], { ...options, day: undefined })[0])
      .to.have.nested.property("faults[0]")
      .that.contains("the day is missing");
  });

  it("beside other things of a graph, are found, and the others left out", () => {
    const rows = readValueFlows([{ "@type": "vf:Process", provider: "x" }], options);
    expect(rows[0]).to.include({ kind: "left out" });
  });

  it("a document without events is none", () => {
    expect(eventsIn({ format: "neoguild-draft-1" })).to.equal(undefined);
    expect(eventsIn("text")).to.equal(undefined);
  });
});
