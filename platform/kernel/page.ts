/** Which part of a list is wanted: pages count from 1. */
export type PageQuery = { readonly page: number; readonly pageSize: number };

export type Page<T> = {
  readonly items: readonly T[];
  readonly total: number;
  readonly page: number;
  readonly pageSize: number;
};

export const maxPageSize = 200;

/** Rows to skip for a page. */
export function offsetOf(query: PageQuery): number {
  return (query.page - 1) * query.pageSize;
}
