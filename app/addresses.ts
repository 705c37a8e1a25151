import { isIP } from 'node:net';
import type { Config } from '#platform/config/index.ts';

/** The ports that the listeners really have; known once they listen (a configured 0 takes any). */
export type Ports = { readonly main: number; readonly clientCertificate: number; readonly plain: number };

/** Names and addresses that the server certificate must carry. */
export function serverNames(config: Config): { dnsNames: string[]; ipAddresses: string[] } {
  const { host, hostnames, publicUrl } = config.http;
  const everywhere = host === '0.0.0.0' || host === '::';
  const listed = [...hostnames, ...(publicUrl ? [hostOf(publicUrl)] : []), ...(everywhere ? [] : [host])];
  const names = [...new Set([...listed, 'localhost', '127.0.0.1', '::1'])];
  return {
    dnsNames: names.filter((name) => isIP(name) === 0),
    ipAddresses: names.filter((name) => isIP(name) !== 0),
  };
}

/** The host that people type: the public one, else the first configured name, else the listening address. */
function publicHost(config: Config): string {
  const { host, hostnames, publicUrl } = config.http;
  if (publicUrl) return hostOf(publicUrl);
  if (hostnames[0]) return hostnames[0];
  return host === '0.0.0.0' || host === '::' ? 'localhost' : host;
}

export function consoleUrl(config: Config, ports: Ports): string {
  return (config.http.publicUrl ?? `https://${bracketed(publicHost(config))}:${ports.main}`).replace(
    /\/+$/,
    '',
  );
}

export function certificateSignInUrl(config: Config, ports: Ports): string {
  return `https://${bracketed(publicHost(config))}:${ports.clientCertificate}/sign-in`;
}

/** Base of the addresses in certificates, so it must not change: configure it before the first start. */
export function revocationBaseUrl(config: Config, port: number): string {
  const { publicBaseUrl } = config.pki;
  return (publicBaseUrl ?? `http://${bracketed(publicHost(config))}:${port}`).replace(/\/+$/, '');
}

const hostOf = (url: string) => new URL(url).hostname.replace(/^\[|\]$/g, '');
const bracketed = (host: string) => (isIP(host) === 6 ? `[${host}]` : host);
