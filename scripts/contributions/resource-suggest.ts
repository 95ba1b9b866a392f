import { z } from "zod";

import { suggestedSpecifications } from "../../sdk/contributions/careSpecifications.ts";
import { TRACKS } from "../../sdk/contributions/tracks.ts";
import { formatMinutes } from "../../sdk/units.ts";
import { defineTask } from "../task.ts";

export const resourceSuggest = defineTask({
  name: "resource:suggest",
  description:
    "Lists care and other work that is seldom seen, ready for a guild to specify: each is worth so much an occasion, and " +
    "nobody has to count its minutes. Asks no chain. Example: npx hardhat resource:suggest",
  options: { track: z.enum(TRACKS).optional().describe("Only those of one track: livelihood, love or care") },
  run({ options: { track } }) {
    const suggestions = suggestedSpecifications(track);
    return Promise.resolve({
      lines: [
        ...suggestions.map(
          ({ name, note, perEntry }) => `${name.padEnd(18)} ${formatMinutes(BigInt(perEntry)).padEnd(12)} ${note}.`,
        ),
        "A guild takes one with: npx hardhat resource:specify --by ID --guild ID --suggested NAME (--per-entry for another worth)",
      ],
      data: { suggestions },
    });
  },
});
