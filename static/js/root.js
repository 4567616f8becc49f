/** Where the pages of this server begin, which may be behind the prefix of a proxy. */

const { root = "" } = document.documentElement.dataset;

/** Write a path of this server as an address; whole addresses stay as they are. */
export function addressOf(path) {
  return path.startsWith("/") ? root + path : path;
}
