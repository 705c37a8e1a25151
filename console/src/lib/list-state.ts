import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

export type ListState = {
  readonly page: number;
  readonly pageSize: number;
  readonly filters: Readonly<Record<string, string>>;
};

export const defaultPageSize = 20;
const maxPageSize = 200;

function whole(text: string | null, fallback: number, max: number): number {
  const value = Number(text);
  return text !== null && Number.isInteger(value) && value >= 1 && value <= max ? value : fallback;
}

/** Reads a list's view from the address; what does not fit falls back to the default. */
export function readListState(params: URLSearchParams, names: readonly string[]): ListState {
  const filters: Record<string, string> = {};
  for (const name of names) {
    const value = params.get(name);
    if (value !== null && value !== '') filters[name] = value;
  }
  return {
    page: whole(params.get('page'), 1, 1_000_000),
    pageSize: whole(params.get('pageSize'), defaultPageSize, maxPageSize),
    filters,
  };
}

/**
 * The address of a changed view: empty filters and defaults leave it; parameters that the list does
 * not own stay. A changed filter starts again at page 1.
 */
export function writeListState(
  params: URLSearchParams,
  change: Readonly<Record<string, string | number | undefined>>,
): URLSearchParams {
  const next = new URLSearchParams(params);
  if (!('page' in change)) next.delete('page');
  for (const [name, value] of Object.entries(change)) {
    const isDefault = (name === 'page' && value === 1) || (name === 'pageSize' && value === defaultPageSize);
    if (value === undefined || value === '' || isDefault) next.delete(name);
    else next.set(name, String(value));
  }
  return next;
}

/** A list's page and filters, kept in the address so that a view can be sent to a colleague. */
export function useListState(names: readonly string[]) {
  const [params, setParams] = useSearchParams();
  const key = params.toString();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address is the state; names are constant
  const state = useMemo(() => readListState(params, names), [key]);
  const change = useCallback(
    (next: Readonly<Record<string, string | number | undefined>>) =>
      setParams((current) => writeListState(current, next), { replace: true }),
    [setParams],
  );
  return { ...state, change };
}
