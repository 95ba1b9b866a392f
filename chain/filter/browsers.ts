// A browser runs programs of strangers. It says in `Origin` whose page asks, and in `Host` by which name it found us: a
// page whose own name was turned to 127.0.0.1 (DNS rebinding) gives itself away there.

const OWN_HOSTS = ["127.0.0.1", "localhost", "[::1]"];

/** Wallets in a browser ask under a scheme that no web page can have; people installed them, and they ask their owner. */
const EXTENSIONS = /^(chrome|moz|safari-web)-extension:\/\/[\w-]+$/;

/** Whether the request was addressed to this machine by one of its own names. Any port is right: a tunnel has another. */
export function isOwnHost(host: string | undefined): boolean {
  return host !== undefined && OWN_HOSTS.includes(host.replace(/:\d+$/, "").toLowerCase());
}

/** Whether a page of this origin may ask. */
export function permits(origins: readonly string[], origin: string): boolean {
  return EXTENSIONS.test(origin) || origins.includes(origin);
}
