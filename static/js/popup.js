/**
 * Popups: what a feature is and who says so. Every value becomes a text node, never markup.
 *
 * @typedef {import("./names.js").Names} Names
 * @typedef {{sides: Record<string, Names | string>, municipalities: Record<string, Names>,
 *   providers: Record<string, Names>, layers: Record<string, string>, hasOsmIds: boolean,
 *   terms: Record<string, Record<string, string>>, languages: string[],
 *   nameFields: string[], mostNames: number, attribution: string}} Labels
 */
import { t, tn, writeDay, writeNumber } from "./i18n.js";
import { fillGap, writeNames } from "./names.js";
import { fillFeature, readNames } from "./popup_feature.js";
import { capitalise, element, fold, joinNodes, linkOsm, list, listActions, sayTerm, together, writeTitle } from "./popup_parts.js";
import { addressOf } from "./root.js";

export { sayTerm };

/** @type {[string, (access: string) => string][]} */
const FACES = [
  ["legal", (access) => t("%(access)s by law", { access })],
  ["physical", (access) => t("%(access)s physically", { access })],
  ["practised", (access) => t("%(access)s in practice", { access })],
  ["tagged", (access) => t("%(access)s by OSM tags", { access })],
];

/**
 * Build the content of a popup.
 * @param {{name: string, style: string, title: string}} spec
 * @param {any} feature
 * @param {Labels} labels
 * @returns {HTMLElement}
 */
export function buildPopup(spec, feature, labels) {
  const body = element("div", "popup");
  // An address names what a snapshot holds, and minutes belong to a question.
  if (spec.style !== "homes") body.dataset.feature = `${spec.use ? spec.style : spec.name}/${feature.id}`;
  if (spec.style === "crossings") fillCrossing(body, spec, feature.properties, labels);
  else if (spec.style === "projects") fillProject(body, feature.properties, labels);
  else if (spec.style === "facts") fillInstitution(body, feature.properties, labels);
  else if (spec.style === "homes") fillHome(body, feature.properties, labels);
  else fillFeature(body, feature, spec, labels);
  return body;
}

function fillCrossing(body, spec, facts, labels) {
  const kind = sayTerm("crossing kind", facts.kind, labels);
  body.append(writeTitle(facts.name, labels, t("Unnamed crossing (%(kind)s)", { kind })));
  if (facts.is_modelled) body.append(element("p", "popup__modelled", t("Modelled, not real")));
  const ids = element("span");
  facts.osm_ids.forEach((id, i) => {
    ids.append(i ? ", " : "", labels.hasOsmIds && !facts.is_modelled ? linkOsm(id) : id);
  });
  const status = sayTerm("crossing status", facts.status, labels);
  body.append(
    list([
      [t("Status"), t("%(status)s, as of %(day)s", { status, day: writeDay(facts.as_of) })],
      ...Object.entries(facts.access).map(([mode, state]) => [
        capitalise(sayTerm("crossing mode", mode, labels).replace("_", " ")),
        describeAccess(state, labels),
      ]),
    ]),
  );
  if (facts.is_closable) body.append(linkClosing(facts, spec.closed?.includes(facts.id)));
  const more = fold(
    list([
      [t("Kind"), kind],
      [t("Built"), facts.built && writeDay(facts.built)],
      [t("Rebuilt"), facts.rebuilt && writeDay(facts.rebuilt)],
      [t("Opened"), facts.opened && writeDay(facts.opened)],
      [t("Closed"), facts.closed && writeDay(facts.closed)],
      [t("Length"), facts.length_m && `${writeNumber(facts.length_m, facts.length_m % 1 ? 1 : 0)} m`],
      [t("OSM ids"), facts.osm_ids.length ? ids : t("not found there")],
      ...backing(facts, labels),
    ]),
  );
  const link = linkList(addressOf(`/crossings?as_of=${facts.as_of}#crossings/${facts.id}`), facts.sources.length);
  body.append(more, link, listActions(labels.hasOsmIds && !facts.is_modelled ? facts.osm_ids[0] : ""));
}

/** Link to who is cut off without a crossing; pages that can say it themselves do. */
function linkClosing({ id, as_of }, isClosed) {
  const link = element("a", "", isClosed ? t("Reopen in this scenario") : t("What if it were closed? Who would be cut off?"));
  const asked = new URLSearchParams({ as_of, close: id });
  link.href = addressOf(`/crossings?${asked}#crossings/${id}`);
  link.dataset.close = id;
  const line = element("p");
  line.append(link);
  return line;
}

function describeAccess(state, labels) {
  const say = (face) => sayTerm("access", state[face], labels);
  const known = FACES.filter(([face]) => state[face] !== "unknown");
  const faces = known.map(([face, write]) => write(say(face)));
  const bank = labels.sides?.[state.one_way_to];
  const parts = bank ? [...faces, fillGap((name) => t("only to %(bank)s", { bank: name }), writeNames(bank, labels))] : faces;
  return parts.length ? together(...joinNodes(parts)) : sayTerm("access", "unknown", labels);
}

function fillHome(body, facts, labels) {
  const write = (minutes) => (minutes === null ? t("no route") : t("%(n)s min", { n: writeNumber(minutes, 1) }));
  const { people, floor_area_m2, before_min, after_min, saved_min } = facts;
  body.append(element("h3", "", t("Home")));
  if (!labels.hasOsmIds) body.append(element("p", "popup__modelled", t("Modelled, not real")));
  body.append(
    list([
      [t("People"), people != null && writeNumber(people, 1)],
      [t("Floor area"), floor_area_m2 != null && `${writeNumber(floor_area_m2)} m²`],
      [t("Bank"), writeNames(labels.sides[facts.side] ?? t("no street near"), labels)],
      [t("Before"), facts.side && write(before_min)],
      [t("After"), facts.side && write(after_min)],
      [t("Saved"), saved_min !== null && write(saved_min)],
    ]),
  );
}

function fillInstitution(body, facts, labels) {
  body.append(writeTitle(readNames(facts, labels), labels, ""));
  const status = sayTerm("institution status", facts.status, labels);
  const day = facts.status_as_of && writeDay(facts.status_as_of);
  body.append(
    list([
      [t("Status"), day ? t("%(status)s, as of %(day)s", { status, day }) : status],
      [t("Kind"), sayTerm("institution kind", facts.kind, labels)],
      [t("System"), labels.systems[facts.system] ?? facts.system],
      [t("Bank"), facts.sides?.length && together(...joinNodes(facts.sides.map((side) => writeNames(labels.sides[side] ?? side, labels))))],
      ...backing(facts, labels),
    ]),
    linkList(addressOf(`/institutions#institutions/${facts.id}`), facts.sources?.length ?? 0),
    listActions(""),
  );
}

/** How sure a fact is, in words; its sources are behind the link to its page. */
function backing({ certainty }, labels) {
  return certainty ? [[t("Certainty"), sayTerm("certainty", certainty, labels)]] : [];
}

function fillProject(body, facts, labels) {
  body.append(writeTitle(facts.name, labels, ""));
  if (facts.is_example) body.append(element("p", "popup__modelled", t("Illustrative example (not a plan)")));
  body.append(
    list([
      [t("Status"), sayTerm("project status", facts.status, labels)],
      [t("Kind"), sayTerm("project kind", facts.kind, labels)],
      ...(facts.keys ?? []).map(({ body: id, state }) => [
        writeNames(labels.bodies[id] ?? { und: id }, labels),
        t("Consent: %(state)s", { state: sayTerm("key", state, labels) }),
      ]),
      ...backing(facts, labels),
      [t("Certainty of the place"), facts.geometry_certainty && sayTerm("certainty", facts.geometry_certainty, labels)],
    ]),
    linkList(addressOf(`/projects/${facts.id}`), facts.sources?.length ?? 0),
    listActions(""),
  );
}

function linkList(address, sources) {
  const words = tn("All facts and %(n)s source", "All facts and %(n)s sources", sources);
  const link = element("a", "", sources ? words : t("All facts"));
  link.href = address;
  return link;
}
