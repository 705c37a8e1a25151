import { isIP, isIPv6, SocketAddress } from 'node:net';
import { auditErrors } from '../../errors.ts';
import type { SenderKind } from './schemas.ts';

const wrong = (field: string, reasonZh: string, reasonEn: string) =>
  auditErrors['source-field']({ field, reasonZh, reasonEn });

/** @throws audit.source-field when this machine does not know the zone */
export function checkTimeZone(name: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return name;
  } catch {
    throw wrong(
      'timeZone',
      '不是有效的时区名称，例如 Asia/Shanghai',
      'not a time zone, for example Asia/Shanghai',
    );
  }
}

/** Either `auto` alone or parsers that there are. @throws audit.source-field */
export function checkParsers(names: readonly string[], known: readonly string[]): readonly string[] {
  if (names.length === 1 && names[0] === 'auto') return names;
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw wrong('parsers', `没有名为 ${unknown} 的解析器`, `there is no parser ${unknown}`);
  return names;
}

/** An address in the one spelling in which it is compared (RFC 5952), without a zone and the IPv4-in-IPv6 form. */
export function plainAddress(address: string): string {
  const spelled = isIPv6(address) ? new SocketAddress({ address, family: 'ipv6' }).address : address;
  return (/^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(spelled)?.[1] ?? spelled).toLowerCase();
}

/**
 * The value of a sender as it is stored and compared: an address or CIDR range, hex SHA-256 of a
 * certificate, id of a holder.
 * @throws audit.source-field
 */
export function readSender(kind: Exclude<SenderKind, 'token'>, value: string | undefined): string {
  const text = (value ?? '').trim().toLowerCase();
  if (kind === 'holder') {
    if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) return text;
    throw wrong('value', '应为人员、服务器或设备的编号', 'must be the id of a holder');
  }
  if (kind === 'certificate') {
    const hex = text.replaceAll(':', '');
    if (/^[0-9a-f]{64}$/.test(hex)) return hex;
    throw wrong('value', '应为证书的 SHA-256 指纹', 'must be the SHA-256 fingerprint of a certificate');
  }
  const [address = '', prefix, ...more] = text.split('/');
  const family = isIP(address);
  const bits = prefix === undefined ? 0 : Number(prefix);
  const most = family === 4 ? 32 : 128;
  const fits = prefix === undefined || (/^\d{1,3}$/.test(prefix) && bits >= 1 && bits <= most);
  if (family === 0 || !fits || more.length > 0) {
    throw wrong(
      'value',
      '应为 IP 地址或网段，例如 10.1.0.0/16',
      'must be an address or range, for example 10.1.0.0/16',
    );
  }
  return prefix === undefined ? plainAddress(address) : `${address}/${bits}`;
}
