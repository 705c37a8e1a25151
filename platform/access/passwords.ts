import { randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto';
import { httpErrors } from '../http/index.ts';

/** scrypt (RFC 7914): cost, block size, parallelism. Memory is 128·N·r bytes. */
export type ScryptCost = { readonly N: number; readonly r: number; readonly p: number };

export type PasswordHasher = {
  hash(password: string): Promise<string>;
  /** Costs the same when there is no hash: an unknown user is not told by the time it takes. */
  verify(password: string, hash: string | null): Promise<boolean>;
  /** Made with other parameters than those of today. */
  isOutdated(hash: string): boolean;
};

/** 32 MiB and about a tenth of a second each (OWASP's minimum with N = 2^15). */
const scryptCost: ScryptCost = { N: 2 ** 15, r: 8, p: 3 };
const maxAtOnce = 2;
const maxWaiting = 32;

/**
 * Hashes as `scrypt$N$r$p$salt$key` (base64url). A few at a time: a flood of sign-ins must not take
 * the memory and the threads of everything else.
 * @throws http.busy when too many wait
 */
export function createPasswordHasher(cost: ScryptCost = scryptCost): PasswordHasher {
  const limited = createLimiter();
  const prefix = `scrypt$${cost.N}$${cost.r}$${cost.p}$`;
  const decoy = { cost, salt: randomBytes(16), key: randomBytes(32) };
  return {
    async hash(password) {
      const salt = randomBytes(16);
      const key = await limited(() => derive(password, salt, cost));
      return `${prefix}${salt.toString('base64url')}$${key.toString('base64url')}`;
    },
    async verify(password, hash) {
      const stored = hash === null ? decoy : parse(hash);
      const key = await limited(() => derive(password, stored.salt, stored.cost));
      return timingSafeEqual(key, stored.key) && hash !== null;
    },
    isOutdated: (hash) => !hash.startsWith(prefix),
  };
}

const letters = 'abcdefghjkmnpqrstuvwxyz';
const wordSigns = [letters, letters.toUpperCase(), '23456789', '-+=#%@'];

/** A password that a person can read out: 16 characters of four kinds, none that look alike. */
export const oneTimePassword = (): string => readable(16);

/** One of the two parts of a password that two persons hold: by itself as hard to guess as a password. */
export const oneTimePart = (): string => readable(10);

function readable(length: number): string {
  const pick = (signs: string): string => signs[randomInt(signs.length)]!;
  const rest = Array.from({ length: length - 4 }, () => pick(wordSigns[randomInt(3)]!));
  const all = [...wordSigns.map(pick), ...rest];
  for (let i = all.length - 1; i > 0; i--) {
    const j = randomInt(i + 1);
    [all[i], all[j]] = [all[j]!, all[i]!];
  }
  return all.join('');
}

function derive(password: string, salt: Buffer, { N, r, p }: ScryptCost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { N, r, p, maxmem: 256 * N * r };
    scrypt(password.normalize('NFKC'), salt, 32, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

function parse(hash: string): { cost: ScryptCost; salt: Buffer; key: Buffer } {
  const [, N, r, p, salt = '', key = ''] = hash.split('$');
  return {
    cost: { N: Number(N), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64url'),
    key: Buffer.from(key, 'base64url'),
  };
}

function createLimiter() {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= maxAtOnce) {
      if (waiting.length >= maxWaiting) throw httpErrors.busy();
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
