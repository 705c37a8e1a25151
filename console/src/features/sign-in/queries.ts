import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '../../api/client.ts';
import type { Body } from '../../api/types.ts';

/** Whether the three administrators exist yet, and which ways of signing in are open. */
export function useSetupState() {
  return useQuery({
    queryKey: ['access', 'setup'],
    queryFn: () => unwrap(api.GET('/api/access/setup')),
    staleTime: 60_000,
  });
}

/** Signs in by password; on success the session cookie is set and the person is known. */
export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Body<'signInWithPassword'>) => unwrap(api.POST('/api/access/sign-in', { body })),
    onSuccess: (me) => {
      client.clear();
      client.setQueryData(['access', 'me'], me);
    },
  });
}
