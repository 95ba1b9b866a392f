import { CHAMBER, deployChambers, object, objection, passed, STATE } from "../test/fixtures/chambers.ts";
import type { Person } from "../test/fixtures/membership.ts";
import { carryForAll, gasOf, newChain } from "./chain.ts";
import type { Figures } from "./figures.ts";

const FOUNDERS = 10;
const MASTERS = 5;
/** A tenth of each of two chambers. */
const TERMS = { twoBps: 1_000n, threeBps: 500n };

/** A veto of the members' and the masters' chamber, in a nation of 100 and of 1,000. */
export async function measureChambers(): Promise<Figures> {
  const small = await measureIn(100);
  const large = await measureIn(1_000);
  return {
    "chamber.open": small.open,
    "chamber.object": small.object,
    "chamber.object.batch100": large.carried / 100,
    "chamber.veto": small.veto,
    "chamber.veto.n1000": large.veto,
  };
}

async function measureIn(size: number) {
  const { ethers, networkHelpers } = await newChain();
  const nation = await deployChambers(ethers, networkHelpers, {
    ...{ founders: FOUNDERS, coinless: size - FOUNDERS, masters: MASTERS, chambers: TERMS },
  });
  const { assembly, chambers, founders, electors } = nation;
  const [master, another] = founders.slice(MASTERS - 1) as [Person, Person, ...Person[]];
  const { id, key } = await passed(nation);
  const open = await gasOf(chambers.open(...key));
  const own = await gasOf(object(nation, another, id, CHAMBER.members));
  const tenth = electors.slice(FOUNDERS, FOUNDERS + size / 10);
  const carried = await carryForAll(chambers, "objectIn", tenth, ({ id: by }) => objection(by, id, CHAMBER.members));
  if ((await assembly.state(id)) !== STATE.succeeded) throw new Error("one chamber vetoed it alone");
  const veto = await gasOf(object(nation, master, id, CHAMBER.masters));
  if ((await assembly.state(id)) !== STATE.canceled) throw new Error("two chambers did not veto it");
  return { open, object: own, carried, veto };
}
