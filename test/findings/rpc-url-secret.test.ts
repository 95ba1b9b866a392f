import { expect } from "chai";

import { chainIdOf } from "../../sdk/provider.ts";

describe("Finding: the key in an RPC address was printed when the node did not answer", () => {
  it("messages name the host alone", async () => {
    // Nothing listens on port 9 of this machine.
    for (const url of ["http://user:s3cret@127.0.0.1:9/v3/s3cret?key=s3cret", "s3cret"]) {
      const error: unknown = await chainIdOf(url).catch((thrown: unknown) => thrown);
      expect(error).to.have.property("code", "NodeUnreachable");
      expect((error as Error).message).not.to.contain("s3cret");
    }
  });
});
