/**
 * The popup of a feature of a layer: what it is and who serves it first, the rest behind.
 */
import { t, writeDay, writeNumber } from "./i18n.js";
import { writeNames } from "./names.js";
import { element, fold, joinNodes, linkOsm, list, listActions, sayTerm, together } from "./popup_parts.js";

const KILO = 1000;

export function fillFeature(body, feature, spec, labels) {
  const facts = feature.properties;
  const osmId = labels.hasOsmIds && !facts.is_modelled ? feature.id : "";
  const share = { share: percent(facts.left_share) };
  const part = facts.side === "across" ? `, ${t("%(share)s on the left bank", share)}` : "";
  const municipality = [t("Municipality"), facts.municipality && describeMunicipality(facts, labels)];
  const isDisputed = facts.municipality_claims?.length > 0; // what is disputed stays in sight
  body.append(nameFeature(facts, spec, labels));
  if (facts.is_modelled) body.append(element("p", "popup__modelled", t("Modelled, not real")));
  body.append(
    list([
      [t("Provider"), facts.provider && describeProvider(facts, labels)],
      [t("Operator"), !facts.provider && facts.operator],
      [t("Bank"), facts.side && together(writeNames(labels.sides[facts.side] ?? facts.side, labels), part)],
      ...(isDisputed ? [municipality] : []),
    ]),
    fold(
      list([
        [t("Operator"), facts.provider && facts.operator],
        [t("Layer"), labels.layers[facts.layer] ?? facts.layer],
        [t("Distance to the river line"), facts.bank_distance_m != null && `${writeNumber(facts.bank_distance_m)} m`],
        ...(isDisputed ? [] : [municipality]),
        [t("OSM id"), osmId ? linkOsm(osmId) : feature.id],
      ]),
      element("h4", "", t("Tags")),
      list(Object.entries(facts.tags ?? {})),
    ),
    listActions(osmId),
  );
}

/** Write what a feature is, its names and its voltage, as in "Substation Trepça 110/35 kV". */
function nameFeature(facts, spec, labels) {
  const title = element("h3");
  const names = readNames(facts, labels);
  const what = findKind(facts, labels) ?? spec.title;
  const isNamed = Object.keys(names).length > 0;
  title.append(isNamed ? element("span", "popup__kind", what) : what);
  if (isNamed) title.append(" ", writeNames(names, labels));
  const voltage = writeVoltage(facts.tags?.voltage);
  if (voltage) title.append(` ${voltage}`);
  return title;
}

/** Find what one feature of its layer is called, by its tags; nothing where the layer is unknown. */
function findKind({ layer, tags }, labels) {
  const kinds = labels.kinds[layer] ?? {};
  const tag = Object.keys(kinds).find((one) => one && tags?.[one.split("=")[0]] === one.split("=")[1]);
  return kinds[tag ?? ""];
}

/** Write volts as OpenStreetMap lists them, "110000;35000", in kilovolts; nothing where they are none. */
function writeVoltage(text) {
  const volts = (text ?? "").split(";").map((one) => (one.trim() ? Number(one) : NaN));
  if (!volts.every((one) => one > 0)) return "";
  if (Math.max(...volts) < KILO) return `${volts.map((one) => writeNumber(one)).join("/")} V`;
  return `${volts.map((one) => writeNumber(one / KILO, one % KILO ? 1 : 0)).join("/")} kV`;
}

/** Read the names of a feature from their columns; the plain one where no language has any. */
export function readNames(facts, labels) {
  const pairs = labels.languages.map((code, place) => [code, facts[labels.nameFields[place]]]);
  const own = Object.fromEntries(pairs.filter(([, name]) => name));
  return Object.keys(own).length || !facts.name ? own : { und: facts.name };
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

function percent(share) {
  return `${writeNumber(share * 100)}%`;
}
