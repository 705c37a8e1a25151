import { useMutation, useQueryClient } from '@tanstack/react-query';

/** Runs a change of what the audit keeps (sources, alerts, cases, rules, evidence, reports) and refreshes all of it. */
export function useAuditChange<V, R>(change: (value: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => client.invalidateQueries({ queryKey: ['audit'] }),
  });
}
