import { expect } from "chai";

import { isSafeUri, requireUri } from "../../../../sdk/licensing/works/uris.ts";

describe("places of a work", () => {
  it("are shown as links only where opening one does no harm", () => {
    for (const good of [
      "https://a.example/x",
      "ipfs://bafy",
      "ar://x",
      "git+https://g.example/r.git@v1",
      "magnet:?xt=1",
    ]) {
      expect(isSafeUri(good), good).to.equal(true);
    }
    const bad = [
      ...["", "javascript:alert(1)", "JavaScript:alert(1)", " https://a", "https://a b", "data:text/html,x"],
      ...["file:///etc/passwd", "http://a.example", "vbscript:x", "https:", "//a.example", "a.txt", "https://a\u0000"],
    ];
    for (const one of bad) expect(isSafeUri(one), JSON.stringify(one)).to.equal(false);
  });

  it("are refused before anything is sent, with what is allowed", () => {
    expect(requireUri("https://a.example")).to.equal("https://a.example");
    expect(() => requireUri("javascript:alert(1)")).to.throw("no place that people can open safely");
    expect(() => requireUri(`https://${"x".repeat(249)}`)).to.throw("257 bytes");
  });
});
