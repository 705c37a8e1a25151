const maxDepth = 8;
const maxItems = 200;
const removed = '[removed]';

/** Words that make a name secret wherever they stand in it. */
const secretWords = new Set(
  'password passwd passphrase secret secrets token tokens pin authorization cookie cookies pkcs12 p12 pfx otp totp credential credentials pwd'.split(
    ' ',
  ),
);
/** `key` alone or after one of these; `publicKey`, `keyId` and `keyAlgorithm` may be seen. */
const secretKeys = new Set(['private', 'master', 'api', 'session', 'signing', 'sealed', 'secret', 'record']);

/** Whether values under this name stay out of logs: `userPin`, `set-cookie`, `ANMIN_MASTER_KEY`, `key`. */
export function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  if (words.some((word) => secretWords.has(word))) return true;
  if (/^(privatekey|masterkey|apikey)$/.test(words.join(''))) return true;
  const last = words.at(-1);
  return (last === 'key' || last === 'keys') && (words.length === 1 || secretKeys.has(words.at(-2)!));
}

/** A text without private keys, passwords in addresses, bearer tokens and secret query parameters. */
export function scrub(text: string): string {
  return text
    .replace(
      /-----BEGIN ([A-Z0-9 ]{0,40}PRIVATE KEY)-----[\s\S]*?(?:-----END \1-----|$)/g,
      '[private key removed]',
    )
    .replace(/\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@]{0,256}):[^\s@/]{1,256}@/gi, `$1:${removed}@`)
    .replace(/\b(bearer|basic) +[\w.~+/=-]{8,}/gi, `$1 ${removed}`)
    .replace(/([?&;]([\w-]{1,64})=)[^&#\s"']*/g, (whole, start: string, name: string) =>
      isSecretName(name) ? `${start}${removed}` : whole,
    );
}

/** A copy of a value that may be logged: no secrets by name or content, bounded in depth and width. */
export function redact(value: unknown, depth = 0, seen: ReadonlySet<object> = new Set()): unknown {
  if (typeof value === 'string') return scrub(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'function' || typeof value === 'symbol') return `[${typeof value}]`;
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return value.toISOString();
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (seen.has(value)) return '[circular]';
  if (depth >= maxDepth) return '[deep]';
  const inside = new Set(seen).add(value);
  if (Array.isArray(value)) return value.slice(0, maxItems).map((item) => redact(item, depth + 1, inside));
  const from = value instanceof Error ? errorFields(value) : value;
  const out: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(from).slice(0, maxItems)) {
    out[key] = isSecretName(key) && item !== undefined ? removed : redact(item, depth + 1, inside);
  }
  return out;
}

function errorFields(error: Error): object {
  const { name, message, stack, cause } = error;
  return { ...error, type: name, message, stack, ...(cause === undefined ? {} : { cause }) };
}
