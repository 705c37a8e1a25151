/** `<PRI>` at the start (RFC 5424 §6.2.1): 0 to 191 and where it ends. */
export function readPriority(text: string): { readonly value: number; readonly end: number } | undefined {
  if (text.charCodeAt(0) !== 60) return undefined;
  let value = 0;
  let at = 1;
  for (; at < 5; at++) {
    const code = text.charCodeAt(at);
    if (code === 62) break;
    if (!(code >= 48 && code <= 57)) return undefined;
    value = value * 10 + code - 48;
  }
  return at > 1 && at < 5 && value <= 191 ? { value, end: at + 1 } : undefined;
}

const facilities = [
  'kern', 'user', 'mail', 'daemon', 'auth', 'syslog', 'lpr', 'news', 'uucp', 'cron', 'authpriv', 'ftp',
  'ntp', 'security', 'console', 'clock', 'local0', 'local1', 'local2', 'local3', 'local4', 'local5',
  'local6', 'local7',
]; // biome-ignore format: a table of names

const severities = ['emergency', 'alert', 'critical', 'error', 'warning', 'notice', 'informational', 'debug'];

/** Names of facility and severity, RFC 5424 tables 1 and 2. */
export function namesOf(priority: number): { facility: string; severity: string; code: [number, number] } {
  const code: [number, number] = [priority >> 3, priority & 7];
  return { facility: facilities[code[0]]!, severity: severities[code[1]]!, code };
}
