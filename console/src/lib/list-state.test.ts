import { describe, expect, it } from 'vitest';
import { readListState, writeListState } from './list-state.ts';

const of = (text: string) => new URLSearchParams(text);

describe('a list view in the address', () => {
  it('is read, with defaults for what is missing or does not fit', () => {
    expect(readListState(of('page=3&pageSize=50&q=王'), ['q'])).toEqual({
      page: 3,
      pageSize: 50,
      filters: { q: '王' },
    });
    expect(readListState(of('page=0&pageSize=9999&q='), ['q'])).toEqual({
      page: 1,
      pageSize: 20,
      filters: {},
    });
    expect(readListState(of('page=1.5&other=x'), ['q'])).toEqual({ page: 1, pageSize: 20, filters: {} });
  });

  it('starts at page 1 when a filter changes, and keeps what it does not own', () => {
    expect(writeListState(of('page=4&organisationId=o'), { q: '王' }).toString()).toBe(
      of('organisationId=o&q=王').toString(),
    );
  });

  it('keeps filters when the page changes, and leaves out defaults', () => {
    expect(writeListState(of('q=a&page=2'), { page: 1, pageSize: 20 }).toString()).toBe('q=a');
    expect(writeListState(of('q=a'), { page: 2, pageSize: 50 }).toString()).toBe('q=a&page=2&pageSize=50');
    expect(writeListState(of('q=a'), { q: undefined }).toString()).toBe('');
  });
});
