/** Parts of a page that the server writes, in the page's language, as nodes whose scripts do not run. */
import { language } from "./i18n.js";
import { addressOf } from "./root.js";

/** Ask for a part; an error has the server's sentence for the reader, or none where it is silent. */
export async function askPart(path, query = {}) {
  const asked = new URLSearchParams(query);
  asked.set("lang", language);
  const response = await fetch(addressOf(`${path}?${asked}`)).catch(() => null);
  const text = await response?.text().catch(() => null);
  if (response?.ok && text) return [...new DOMParser().parseFromString(text, "text/html").body.childNodes];
  throw Object.assign(new Error(readDetail(text)), { againS: Number(response?.headers.get("Retry-After")) });
}

function readDetail(text) {
  try {
    return JSON.parse(text).detail;
  } catch {
    return "";
  }
}
