import { expect } from "chai";
import hre from "hardhat";

import { auditJournal } from "../../../chain/audit/audit.ts";
import { acts, realJournal } from "./signed.ts";
import { temporaryJournals } from "./helpers.ts";
import { auditInWords } from "../../../chain/audit/words.ts";

describe("Audit", () => {
  const newJournal = temporaryJournals();
  it("x", async () => {
    const path = newJournal();
    await realJournal(path, (await acts()).map((raw) => ({ raw })));
    const audit = await auditJournal({ hre, path });
    console.log(auditInWords(audit).join("\n"));
    expect(audit.findings).to.deep.equal([]);
  });
});
