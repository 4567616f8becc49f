/**
 * Popups: what a feature is and who says so. Every value becomes a text node, never markup.
 *
 * @typedef {{sides: Record<string, string>, municipalities: Record<string, string>,
 *   providers: Record<string, string>, layers: Record<string, string>, hasOsmIds: boolean,
 *   attribution: string}} Labels
 */

const NAMES = ["name_sq", "name_sr_latn", "name_sr", "name_en"];
const FACES = {
  legal: "by law",
  physical: "physically",
  practised: "in practice",
  tagged: "by OSM tags",
};

/**
 * Build the content of a popup.
 * @param {{style: string, title: string}} spec
 * @param {any} feature
 * @param {Labels} labels
 * @returns {HTMLElement}
 */
export function buildPopup(spec, feature, labels) {
  const body = element("div", "popup");
  if (spec.style === "crossings") fillCrossing(body, feature.properties, labels);
  else if (spec.style === "projects") fillProject(body, feature.properties);
  else fillFeature(body, feature, spec, labels);
  return body;
}

function fillFeature(body, feature, spec, labels) {
  const facts = feature.properties;
  const own = NAMES.map((name) => facts[name]).filter(Boolean);
  const names = own.length ? own : [facts.name].filter(Boolean);
  body.append(element("h3", "", [...new Set(names)].join(" · ") || spec.title));
  if (facts.is_modelled) body.append(element("p", "popup__modelled", "Modelled, not real"));
  const share = facts.side === "across" ? `, ${percent(facts.left_share)} on the left bank` : "";
  body.append(
    list([
      ["Layer", labels.layers[facts.layer] ?? facts.layer],
      ["Bank", facts.side && `${labels.sides[facts.side] ?? facts.side}${share}`],
      ["To the divide", facts.bank_distance_m != null && `${Math.round(facts.bank_distance_m)} m`],
      ["Municipality", labels.municipalities[facts.municipality] ?? facts.municipality],
      ["Operator", facts.operator],
      ["Provider", facts.provider && describeProvider(facts, labels)],
      ["OSM id", labels.hasOsmIds && !facts.is_modelled ? linkOsm(feature.id) : feature.id],
    ]),
    listTags(facts.tags ?? {}),
  );
}

function describeProvider(facts, labels) {
  const { provider, provider_role, provider_basis, provider_confidence, provider_claims } = facts;
  const evidence = [
    provider_basis && `by ${provider_basis}`,
    provider_confidence != null && `confidence ${percent(provider_confidence)}`,
    provider_claims > 1 && `one of ${provider_claims} claims`,
  ].filter(Boolean);
  const name = [labels.providers[provider] ?? provider, provider_role].filter(Boolean).join(", ");
  return evidence.length ? `${name} (${evidence.join(", ")})` : name;
}

function fillCrossing(body, facts, labels) {
  body.append(element("h3", "", facts.title ?? `Unnamed ${facts.kind} crossing`));
  const ids = element("span");
  facts.osm_ids.forEach((id, i) => {
    ids.append(i ? ", " : "", labels.hasOsmIds ? linkOsm(id) : id);
  });
  body.append(
    list([
      ["Status", `${facts.status}, as of ${facts.as_of}`],
      ["Kind", facts.kind],
      ["Opened", facts.opened],
      ["Closed", facts.closed],
      ["Length", facts.length_m && `${facts.length_m} m`],
      ...Object.entries(facts.access).map(([mode, state]) => [
        capitalise(mode.replace("_", " ")),
        describeAccess(state),
      ]),
      ["OSM ids", facts.osm_ids.length ? ids : "not found there"],
    ]),
    linkList(`/crossings?as_of=${facts.as_of}#crossings/${facts.id}`, facts.sources.length),
  );
}

function describeAccess(state) {
  const known = Object.entries(FACES).filter(([face]) => state[face] !== "unknown");
  return known.map(([face, words]) => `${state[face]} ${words}`).join(", ") || "unknown";
}

function fillProject(body, facts) {
  body.append(element("h3", "", facts.title));
  if (facts.is_example) body.append(element("p", "popup__modelled", "Example, nobody's plan"));
  body.append(
    list([
      ["Status", facts.status],
      ["Kind", facts.kind],
    ]),
    linkList(`/projects#projects/${facts.id}`, facts.sources?.length ?? 0),
  );
}

function linkList(address, sources) {
  const more = sources ? ` and ${sources} ${sources === 1 ? "source" : "sources"}` : "";
  const link = element("a", "", `All facts${more}`);
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
  details.append(element("summary", "", `${rows.length} tags`), list(rows));
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

function capitalise(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function percent(share) {
  return `${Math.round(share * 100)} %`;
}
