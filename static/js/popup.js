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
import { addressOf } from "./root.js";

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

/** Say a term of the data, such as a status, in the reader's language. */
export function sayTerm(context, term, labels) {
  return labels.terms[context]?.[term] ?? term;
}

function fillFeature(body, feature, spec, labels) {
  const facts = feature.properties;
  body.append(writeTitle(readNames(facts, labels), labels, spec.title));
  if (facts.is_modelled) body.append(element("p", "popup__modelled", t("Modelled, not real")));
  const share = { share: percent(facts.left_share) };
  const part = facts.side === "across" ? `, ${t("%(share)s on the left bank", share)}` : "";
  body.append(
    list([
      [t("Layer"), labels.layers[facts.layer] ?? facts.layer],
      [t("Bank"), facts.side && together(writeNames(labels.sides[facts.side] ?? facts.side, labels), part)],
      [t("Distance to the river line"), facts.bank_distance_m != null && `${writeNumber(facts.bank_distance_m)} m`],
      [t("Municipality"), facts.municipality && describeMunicipality(facts, labels)],
      [t("Operator"), facts.operator],
      [t("Provider"), facts.provider && describeProvider(facts, labels)],
      [t("OSM id"), labels.hasOsmIds && !facts.is_modelled ? linkOsm(feature.id) : feature.id],
    ]),
    listTags(facts.tags ?? {}),
  );
}

/** Read the names of a feature from their columns; the plain one where no language has any. */
function readNames(facts, labels) {
  const pairs = labels.languages.map((code, place) => [code, facts[labels.nameFields[place]]]);
  const own = Object.fromEntries(pairs.filter(([, name]) => name));
  return Object.keys(own).length || !facts.name ? own : { und: facts.name };
}

function writeTitle(names, labels, instead) {
  const title = element("h3");
  title.append(writeNames(Object.keys(names ?? {}).length ? names : instead, labels));
  return title;
}

/** Name the municipality, or say that sources differ, which each of them names and who says so. */
function describeMunicipality(facts, labels) {
  const name = (id) => writeNames(labels.municipalities[id] ?? id, labels);
  const claims = facts.municipality_claims ?? [];
  if (!claims.length) return name(facts.municipality);
  const rows = element("ul", "popup__claims");
  for (const { municipality, certainty, sources } of claims) {
    const row = element("li");
    const said = t("certainty %(certainty)s", { certainty: sayTerm("certainty", certainty, labels) });
    row.append(name(municipality), ` (${said}; `, ...joinNodes(sources.map(writeSource)), ")");
    rows.append(row);
  }
  return together(t("disputed"), rows);
}

function writeSource({ name, url, date, reference }) {
  const source = element(url ? "a" : "bdi", "", name);
  if (url) Object.assign(source, { href: url, rel: "noopener" });
  return together(source, reference ? ` [${reference}]` : "", date ? `, ${writeDay(date)}` : "");
}

function describeProvider(facts, labels) {
  const { provider, provider_role, provider_basis, provider_confidence, provider_claims } = facts;
  const basis = sayTerm("basis", provider_basis, labels);
  const evidence = [
    provider_basis && t("based on %(basis)s", { basis }),
    provider_confidence != null && t("confidence %(share)s", { share: percent(provider_confidence) }),
    provider_claims > 1 && t("1 of %(n)s claims (others differ)", { n: writeNumber(provider_claims) }),
  ].filter(Boolean);
  const role = provider_role && sayTerm("role", provider_role, labels);
  const name = writeNames(labels.providers[provider] ?? provider, labels);
  return together(name, role ? `, ${role}` : "", evidence.length ? ` (${evidence.join(", ")})` : "");
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
      [t("Certainty"), facts.certainty && sayTerm("certainty", facts.certainty, labels)],
      [t("Kind"), kind],
      [t("Built"), facts.built && writeDay(facts.built)],
      [t("Rebuilt"), facts.rebuilt && writeDay(facts.rebuilt)],
      [t("Opened"), facts.opened && writeDay(facts.opened)],
      [t("Closed"), facts.closed && writeDay(facts.closed)],
      [t("Length"), facts.length_m && `${writeNumber(facts.length_m, facts.length_m % 1 ? 1 : 0)} m`],
      ...Object.entries(facts.access).map(([mode, state]) => [
        capitalise(sayTerm("crossing mode", mode, labels).replace("_", " ")),
        describeAccess(state, labels),
      ]),
      [t("OSM ids"), facts.osm_ids.length ? ids : t("not found there")],
      ...backing(facts, labels),
    ]),
    linkList(addressOf(`/crossings?as_of=${facts.as_of}#crossings/${facts.id}`), facts.sources.length),
  );
  if (facts.is_closable) body.append(linkClosing(facts, spec.closed?.includes(facts.id)));
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
  body.append(element("h3", "", join(labels.nameFields.map((field) => facts[field])) || facts.name));
  const status = sayTerm("institution status", facts.status, labels);
  const day = facts.status_as_of && writeDay(facts.status_as_of);
  body.append(
    list([
      [t("Status"), day ? t("%(status)s, as of %(day)s", { status, day }) : status],
      [t("Kind"), sayTerm("institution kind", facts.kind, labels)],
      [t("System"), labels.systems[facts.system] ?? facts.system],
      [t("Bank"), (facts.sides ?? []).map((side) => labels.sides[side] ?? side).join(", ")],
      ...backing(facts, labels),
    ]),
    linkList(addressOf(`/institutions#institutions/${facts.id}`), facts.sources?.length ?? 0),
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
        joinNames(labels.bodies[id] ?? { und: id }, labels),
        t("Consent: %(state)s", { state: sayTerm("key", state, labels) }),
      ]),
      ...backing(facts, labels),
      [t("Certainty of the place"), facts.geometry_certainty && sayTerm("certainty", facts.geometry_certainty, labels)],
    ]),
    linkList(addressOf(`/projects/${facts.id}`), facts.sources?.length ?? 0),
  );
}

function linkList(address, sources) {
  const words = tn("All facts and %(n)s source", "All facts and %(n)s sources", sources);
  const link = element("a", "", sources ? words : t("All facts"));
  link.href = address;
  return link;
}

function linkOsm(id) {
  const link = element("a", "", id);
  link.href = `https://www.openstreetmap.org/${id}`;
  link.rel = "noopener";
  return link;
}

function listTags(tags) {
  const rows = Object.entries(tags);
  const details = element("details");
  const summary = element("summary", "", tn("%(n)s tag", "%(n)s tags", rows.length));
  details.append(summary, list(rows));
  return details;
}

/** Build a definition list of the rows that have a value. */
function list(rows) {
  const dl = element("dl");
  for (const [name, value] of rows) {
    if (value == null || value === false || value === "") continue;
    const dd = element("dd");
    dd.append(value instanceof Node ? value : isolate(value));
    const dt = element("dt");
    dt.append(isolate(name));
    dl.append(dt, dd);
  }
  return dl;
}

/** Keep the direction of a text to itself: a right-to-left mark in it turns nothing else. */
function isolate(text) {
  return element("bdi", "", String(text));
}

function element(tag, className = "", text = "") {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}

/** Put texts and elements into one element, as they follow each other. */
function together(...parts) {
  const whole = element("bdi");
  whole.append(...parts);
  return whole;
}

/** Put a comma between parts. */
function joinNodes(parts) {
  return parts.flatMap((part, place) => (place ? [", ", part] : [part]));
}

function capitalise(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function percent(share) {
  return `${writeNumber(share * 100)}%`;
}
