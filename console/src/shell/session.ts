import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, use } from 'react';
import { api, unwrap } from '../api/client.ts';
import type { Answer } from '../api/types.ts';

export type Me = Answer<'getMe'>;

/** The person who is signed in, asked once and kept until the session changes. */
export function useMeQuery() {
  return useQuery({
    queryKey: ['access', 'me'],
    queryFn: () => unwrap(api.GET('/api/access/me')),
    staleTime: 60_000,
    retry: false,
  });
}

export const MeContext = createContext<Me | null>(null);

/** The person who is signed in. @throws Error outside the shell. */
export function useMe(): Me {
  const me = use(MeContext);
  if (me === null) throw new Error('useMe outside the shell');
  return me;
}

/** Whether the signed-in person holds a permission; the server decides again whatever this says. */
export function useMay(): (permission: string) => boolean {
  const { permissions } = useMe();
  return (permission) => permissions.includes(permission);
}

/** Forgets everything of the session in this browser, after the server has ended it. */
export function useSignOut() {
  const client = useQueryClient();
  return async () => {
    await unwrap(api.POST('/api/access/sign-out'));
    client.clear();
  };
}

/** A path of this console to return to after signing in; anything else (another site) becomes `/`. */
export function safeReturn(value: string | null): string {
  if (value === null || !value.startsWith('/') || value.startsWith('//') || value.includes('\\')) return '/';
  return value.startsWith('/sign-in') ? '/' : value;
}

/** The path that was kept while the person went to the certificate listener, once. */
export function takeReturn(): string | undefined {
  try {
    const path = sessionStorage.getItem('anmin.return');
    sessionStorage.removeItem('anmin.return');
    return path === null || path === '/' ? undefined : safeReturn(path);
  } catch {
    return undefined;
  }
}

/** Keeps the path to return to over the visit to the certificate listener, in this tab alone. */
export function keepReturn(path: string): void {
  try {
    sessionStorage.setItem('anmin.return', path);
  } catch {
    // Refused storage: the person lands on the overview.
  }
}
