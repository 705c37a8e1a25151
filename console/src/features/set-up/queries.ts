import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '../../api/client.ts';
import type { Answer, Body } from '../../api/types.ts';

export type SetupState = Answer<'getSetupState'>;
export type SetupResult = Answer<'completeSetup'>;

/** Creates the three administrators; the answer carries their certificate files, this once. */
export function useCompleteSetup() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Body<'completeSetup'>) => unwrap(api.POST('/api/access/setup', { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ['access', 'setup'] }),
  });
}
