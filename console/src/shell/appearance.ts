import { useSyncExternalStore } from 'react';

export type Appearance = 'light' | 'dark';

const storageKey = 'anmin.appearance';
const listeners = new Set<() => void>();
let current: Appearance = kept();

function kept(): Appearance {
  try {
    return localStorage.getItem(storageKey) === 'dark' ? 'dark' : 'light';
  } catch {
    return 'light';
  }
}

/** Changes the look of this browser and keeps the choice. */
export function chooseAppearance(next: Appearance): void {
  current = next;
  try {
    localStorage.setItem(storageKey, next);
  } catch {
    // Refused storage: the choice lasts for this page.
  }
  for (const listener of listeners) listener();
}

/** The look that was chosen in this browser. */
export function useAppearance(): Appearance {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}
