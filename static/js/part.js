/** Parts of a page that the server writes, in the page's language, as nodes whose scripts do not run. */
import { language } from "./i18n.js";
import { addressOf } from "./root.js";

/** After how long a server that does not answer counts as silent: work has stopped at its own time limit by then. */
export const waitAtMost = () => AbortSignal.timeout(60_000);

/** Ask for a part; an error has what the server answers, and its sentence, which is empty if it is silent. */
export async function askPart(path, query = {}) {
  const asked = new URLSearchParams(query);
  asked.set("lang", language);
  const response = await fetch(addressOf(`${path}?${asked}`), { signal: waitAtMost() }).catch(() => null);
  const text = await response?.text().catch(() => null);
  if (response?.ok && text !== null) return [...new DOMParser().parseFromString(text, "text/html").body.childNodes];
  const answer = await new Response(text).json().catch(() => null);
  throw Object.assign(new Error(answer?.detail ?? ""), { answer, againS: Number(response?.headers.get("Retry-After")) });
}
