import { useSyncExternalStore } from 'react';
import type { SigningKey } from './open-pkcs12.ts';

let held: SigningKey | undefined;
const listeners = new Set<() => void>();

/** Keeps the opened key for this tab, in memory alone, or forgets it. */
export function holdKey(key: SigningKey | undefined): void {
  held = key;
  for (const listener of listeners) listener();
}

/** The key of this tab, when it is that of the given certificate. */
export function useHeldKey(fingerprint: string | null): SigningKey | undefined {
  const key = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => held,
  );
  return key?.fingerprint === fingerprint ? key : undefined;
}
