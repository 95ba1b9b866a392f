/**
 * Contributions as ValueFlows economic events in JSON-LD, to other software and from it. Terms are those of the ontology
 * (https://w3id.org/valueflows/ont/vf#); units of the Ontology of units of Measure. What ValueFlows has no term for, a
 * track and a gift, is a classification with a URN of ours.
 */
import { z } from "zod";

import { ACTIONS, Entry, type Action, type EntryInput } from "../payload.ts";
import { TRACKS, type Track } from "../tracks.ts";
import type { Mapping } from "./mapping.ts";
import { DAY_MISSING, type TableRow } from "./table.ts";

const MINUTE = "om2:minute-Time";
const HOUR = "om2:hour";
const UNITS: Readonly<Record<string, number>> = { [MINUTE]: 1, "om2:minute": 1, minute: 1, [HOUR]: 60, hour: 60 };

const CONTEXT = {
  vf: "https://w3id.org/valueflows/ont/vf#",
  om2: "http://www.ontology-of-units-of-measure.org/resource/om-2/",
} as const;

/** An entry in the ledger, where it stands and what became of it. */
export interface LedgerEntry {
  readonly entry: Entry;
  readonly guild: bigint;
  readonly batch: string;
  /** Place in the batch, from 0. */
  readonly index: number;
  readonly state: "open" | "accepted" | "not accepted" | "withdrawn";
}

/** A document of economic events. @param chainId Part of every id, so that agents of two nations are told apart. */
export function toValueFlows(entries: readonly LedgerEntry[], chainId: bigint): Readonly<Record<string, unknown>> {
  return { "@context": CONTEXT, "@graph": entries.map((one) => eventOf(one, chainId)) };
}

function eventOf({ entry, guild, batch, index, state }: LedgerEntry, chainId: bigint) {
  const urn = (kind: string, id: string | number | bigint) => `urn:neoguild:${chainId}:${kind}:${id}`;
  const { action, resource, quantity, chapter, work, evidence, corrects } = entry;
  const unit = resource === 0 ? { "om2:hasUnit": MINUTE } : {};
  const measure = { "om2:hasNumericalValue": quantity, ...unit };
  const isEffort = resource === 0 || action === "work" || action === "deliverService";
  return {
    "@id": `${urn("batch", batch)}:${index}`,
    "@type": "vf:EconomicEvent",
    "vf:action": typeof action === "number" ? action : `vf:${action}`,
    "vf:provider": urn("agent", entry.provider),
    "vf:receiver": urn("agent", entry.receiver === 0 ? guild : entry.receiver),
    "vf:inScopeOf": urn("agent", guild),
    ...(resource === 0 ? {} : { "vf:resourceConformsTo": `${urn("agent", guild)}:resource:${resource}` }),
    [isEffort ? "vf:effortQuantity" : "vf:resourceQuantity"]: measure,
    "vf:hasPointInTime": new Date(entry.day * 86_400_000).toISOString().slice(0, 10),
    "vf:resourceClassifiedAs": [
      `urn:neoguild:track:${entry.track}`,
      ...(entry.gift ? ["urn:neoguild:gift"] : []),
      ...(work === 0 ? [] : [urn("work", work)]),
    ],
    ...(chapter === 0 ? {} : { "vf:atLocation": urn("chapter", chapter) }),
    ...(evidence === undefined ? {} : { "vf:note": `evidence ${evidence}` }),
    ...(corrects === undefined ? {} : { "vf:corrects": urn("batch", corrects) }),
    "vf:state": state,
  };
}

const measure = z.looseObject({ hasNumericalValue: z.coerce.number().nonnegative(), hasUnit: z.string().optional() });

/** An economic event as other software writes it; what is not listed is passed over. */
const EconomicEvent = z.looseObject({
  action: z.union([z.string(), z.int()]).optional(),
  provider: z.string("its provider is missing"),
  receiver: z.string().optional(),
  resourceConformsTo: z.string().optional(),
  effortQuantity: measure.optional(),
  resourceQuantity: measure.optional(),
  hasPointInTime: z.string().optional(),
  hasBeginning: z.string().optional(),
  resourceClassifiedAs: z.union([z.string(), z.array(z.string())]).optional(),
  atLocation: z.string().optional(),
  corrects: z.string().optional(),
  note: z.string().optional(),
});

export interface ValueFlowsOptions {
  readonly mapping: Pick<Mapping, "providers" | "tracks" | "resources" | "works" | "chapters" | "defaults">;
  readonly chainId: bigint;
  /** Who receives what names no receiver, or the guild itself. */
  readonly guild: bigint;
  /** The day of events that name none; without it such an event is faulty. */
  readonly day: number | undefined;
}

/** The events of a document: an array of them, or an object with `@graph` or `economicEvents`; undefined if it is none. */
export function eventsIn(document: unknown): readonly unknown[] | undefined {
  if (Array.isArray(document)) return document as unknown[];
  if (typeof document !== "object" || document === null) return undefined;
  const { "@graph": graph, economicEvents } = document as { "@graph"?: unknown; economicEvents?: unknown };
  const list = graph ?? economicEvents;
  return Array.isArray(list) ? (list as unknown[]) : undefined;
}

/** Reads economic events; row n is the n-th event, from 1. Other things of the graph are left out. */
export function readValueFlows(events: readonly unknown[], options: ValueFlowsOptions): TableRow[] {
  return events.map((event, index) => readEvent(index + 1, event, options));
}

function readEvent(number: number, event: unknown, options: ValueFlowsOptions): TableRow {
  const plain = withoutPrefixes(event) as Readonly<Record<string, unknown>>;
  const type = plain["@type"];
  if (type !== undefined && type !== "EconomicEvent") {
    return { number, kind: "left out", why: `it is no EconomicEvent` };
  }
  const parsed = EconomicEvent.safeParse(plain);
  if (!parsed.success) return fault(number, parsed.error.issues);
  const { mapping, chainId, guild } = options;
  const { data } = parsed;
  const faults: string[] = [];
  /** The number a reference stands for: of the mapping, or a URN of this nation's chain. */
  const resolve = (kind: string, reference: string | undefined, known: Readonly<Record<string, number>>): number => {
    if (reference === undefined) return 0;
    const listed = known[reference];
    const [, id] = new RegExp(`^urn:neoguild:${chainId}:(?:agent:\\d+:)?${kind}:(\\d{1,10})$`).exec(reference) ?? [];
    if (listed === undefined && id === undefined)
      faults.push(`"${reference}" is no ${kind} known here; add it to the mapping`);
    return listed ?? Number(id ?? 0);
  };
  const toGuild = (receiver: number) => (BigInt(receiver) === guild ? 0 : receiver);
  const classes = [data.resourceClassifiedAs ?? []].flat();
  const measured = data.effortQuantity ?? data.resourceQuantity;
  const resource = resolve("resource", data.resourceConformsTo, mapping.resources) || mapping.defaults.resource;
  const unit = measured?.hasUnit === undefined ? 1 : (UNITS[measured.hasUnit] ?? UNITS[`om2:${measured.hasUnit}`]);
  if (resource === 0 && unit === undefined) faults.push(`the unit "${measured?.hasUnit ?? ""}" is no time`);
  const corrects = correctedIn(data.corrects, chainId, faults);
  const [, evidence] = /^evidence (0x[0-9a-fA-F]{64})$/.exec(data.note ?? "") ?? [];
  const given: EntryInput = {
    provider: resolve("agent", data.provider, mapping.providers),
    receiver: toGuild(resolve("agent", data.receiver, mapping.providers)),
    action: actionOf(data.action),
    track: trackOf(classes, mapping),
    gift: classes.includes("urn:neoguild:gift") || mapping.defaults.gift,
    resource,
    quantity: Math.round((measured?.hasNumericalValue ?? 0) * (resource === 0 ? (unit ?? 0) : 1)),
    day: dayIn(data.hasPointInTime ?? data.hasBeginning, options.day, faults),
    chapter: resolve("chapter", data.atLocation, mapping.chapters) || mapping.defaults.chapter,
    work: workIn(classes, chainId) || mapping.defaults.work,
    ...(corrects === undefined ? {} : { corrects }),
    ...(evidence === undefined ? {} : { evidence }),
  };
  if (faults.length > 0) return { number, kind: "fault", faults };
  const checked = Entry.safeParse(given);
  return checked.success ? { number, kind: "entry", entry: checked.data } : fault(number, checked.error.issues);
}

function trackOf(classes: readonly string[], { tracks, defaults }: ValueFlowsOptions["mapping"]): Track {
  const named = TRACKS.find(
    (track) =>
      classes.includes(`urn:neoguild:track:${track}`) || tracks[track]?.some((word) => classes.includes(word)) === true,
  );
  return named ?? defaults.track;
}

function workIn(classes: readonly string[], chainId: bigint): number {
  const pattern = new RegExp(`^urn:neoguild:${chainId}:work:(\\d{1,10})$`);
  return Number(classes.map((word) => pattern.exec(word)?.[1]).find((id) => id !== undefined) ?? 0);
}

/** A word of ours, or the code of one that has none; what other software calls otherwise is work. */
function actionOf(given: string | number | undefined): Action | number {
  if (typeof given === "number") return given;
  return ACTIONS.find((action): action is Action => action === given) ?? "work";
}

/** The batch that an event corrects. One that corrects something else would add where it has to take. */
function correctedIn(reference: string | undefined, chainId: bigint, faults: string[]): string | undefined {
  if (reference === undefined) return undefined;
  const [, batch] = new RegExp(`^urn:neoguild:${chainId}:batch:(0x[0-9a-f]{64})(?::\\d+)?$`).exec(reference) ?? [];
  if (batch === undefined) faults.push(`it corrects "${reference}", which is no batch of this nation`);
  return batch;
}

function dayIn(text: string | undefined, otherwise: number | undefined, faults: string[]): number {
  if (text === undefined) {
    if (otherwise === undefined) faults.push(DAY_MISSING);
    return otherwise ?? 0;
  }
  const moment = Date.parse(text);
  if (Number.isNaN(moment) || moment < 0) faults.push(`"${text}" is no moment such as 2026-11-30`);
  return Math.floor(moment / 86_400_000);
}

/** Keys and words without `vf:` and `om2:hasUnit`-like prefixes, all the way down. */
function withoutPrefixes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPrefixes);
  if (typeof value === "string") return value.replace(/^vf:/, "");
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key.replace(/^(vf|om2):/, ""), withoutPrefixes(inner)]),
  );
}

function fault(number: number, issues: readonly { path: readonly PropertyKey[]; message: string }[]): TableRow {
  return {
    number,
    kind: "fault",
    faults: issues.map(({ path, message }) => `${path.map(String).join(".")}: ${message}`),
  };
}
