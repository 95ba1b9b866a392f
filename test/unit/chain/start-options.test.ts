import { expect } from "chai";

import { readOptions, USAGE } from "../../../chain/startOptions.ts";
import { NeoguildError } from "../../../sdk/errors.ts";

describe("options of npm start", () => {
  it("are none for the example", () => {
    expect(readOptions([])).to.deep.equal({
      ...{ help: false, charter: undefined, real: false, rehearsal: false, once: false, yes: false, port: undefined },
      ...{ leaveOutInvited: false, origins: [] },
    });
  });

  it("are read, one of them as often as it is given", () => {
    const words = ["--charter", "c.json", "--port", "0", "--allow-origin", "http://a", "--allow-origin", "http://b"];
    expect(readOptions(words)).to.include({ charter: "c.json", port: 0 });
    expect(readOptions(words).origins).to.deep.equal(["http://a", "http://b"]);
  });

  for (const [given, words, fault] of [
    ["an unknown option", ["--nope"], "Unknown option '--nope'"],
    ["a word too many", ["example"], "Unexpected argument 'example'"],
    ["no value where one is due", ["--port"], "Option '--port <value>' argument missing"],
  ] as const) {
    it(`given ${given}, list those there are`, () => {
      expect(() => readOptions(words))
        .to.throw(NeoguildError, fault)
        .and.to.include({ code: "OptionsInvalid", remedy: `Write it so:\n${USAGE}` });
    });
  }

  it("are all told by --help", () => {
    expect(readOptions(["--help"]).help).to.equal(true);
    for (const name of ["--charter FILE", "--real", "--leave-out-invited", "--port NUMBER", "--allow-origin URL"]) {
      expect(USAGE).to.contain(`  ${name}  `);
    }
  });
});
