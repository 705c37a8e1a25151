import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BulkDoor, openBulkDoor } from './bulk-testing.ts';

let door: BulkDoor;
let token: string;
beforeEach(async () => {
  door = await openBulkDoor();
  token = await door.source('beats', 'elastic');
});
afterEach(() => door.close());

const post = (body: string | Buffer, path = '/es/_bulk') => door.post(path, token, body);
const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

describe('a hostile _bulk', () => {
  it('cannot name the source or the place of its records: index and id are only repeated', async () => {
    await door.source('other', 'elastic');
    const actions = [
      { index: { _index: 'other', _id: 'anmin-1' } },
      { create: { _index: '../../anmin', _id: '20261122-000000000001' } },
      { index: { _index: 'other', _id: 'anmin-1', routing: 'x', pipeline: 'drop', _type: '_doc' } },
      { index: { _index: { $ne: 1 }, _id: ['x'] } },
    ];
    const body = actions.map((action, n) => `${JSON.stringify(action)}\n{"n":${n}}\n`).join('');
    const answer = await post(body, '/es/..%2fother/_bulk');
    expect(answer.body).toMatchObject({ errors: false });
    expect(await door.w.texts('other')).toEqual([]);
    // One id twice is two records: nothing that a sender says takes the place of what is there.
    expect(await door.w.texts('beats')).toEqual(['{"n":0}', '{"n":1}', '{"n":2}', '{"n":3}']);
  });

  it('changes and removes nothing: each such action is refused by itself, its document is kept', async () => {
    const body =
      '{"index":{"_id":"a"}}\n{"n":1}\n{"delete":{"_id":"a"}}\n{"update":{"_id":"a"}}\n{"doc":{"n":2}}\n{"index":{}}\n{"n":3}\n';
    const answer = await post(body);
    const items = answer.body.items as Record<string, { status: number }>[];
    expect(items.map((item) => Object.entries(item).map(([name, { status }]) => [name, status])[0])).toEqual([
      ['index', 201],
      ['delete', 400],
      ['update', 400],
      ['index', 201],
    ]);
    expect(await door.w.texts('beats')).toEqual(['{"n":1}', '{"n":3}']);
  });

  it.each([
    ['two operations', '{"index":{},"delete":{}}'],
    ['an operation of the prototype', '{"__proto__":{"_id":"a"}}'],
    ['a method of objects', '{"constructor":{}}'],
    ['no object behind it', '{"index":1}'],
    ['null behind it', '{"index":null}'],
    ['a list', '[{"index":{}}]'],
    ['a text', '"index"'],
    ['a huge number', '1e999'],
    ['a NUL', '{"index\u0000":{}}'],
    ['one too long', `{"index":{"_id":"${'x'.repeat(20_000)}"}}`],
    ['one too deep', `{"index":${deep(20_000)}}`],
    ['broken UTF-8', Buffer.from([0x7b, 0xff, 0x7d]).toString('latin1')],
  ])('with an action of %s stores nothing of the body', async (_, action) => {
    const { status, body } = await post(`{"index":{}}\n{"n":1}\n${action}\n{"n":2}\n`);
    expect([status, (body.error as { type: string }).type]).toEqual([400, 'illegal_argument_exception']);
    expect(JSON.stringify(body).length).toBeLessThan(500);
    expect(door.w.evidence.size()).toBe(0);
    expect(({} as { _id?: string })._id).toBeUndefined();
  });

  it('takes any document as it is, byte for byte', async () => {
    const documents = [
      deep(10_000),
      `${'['.repeat(100_000)}`,
      '{"@timestamp":1e999,"n":123456789012345678901234567890,"e":1e-999}',
      '{"a":1,"a":2,"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
      '{"@timestamp":{"$date":1},"@timestamp":[]}',
      '{"@timestamp":"275760-09-13T00:00:00.001Z"}',
      '\u001b[2J\u202e not JSON at all',
      '{"delete":{"_id":"a"}}',
    ];
    const answer = await post(documents.map((text) => `{"index":{}}\n${text}\n`).join(''));
    expect(answer.body).toMatchObject({ errors: false });
    expect(await door.w.texts('beats')).toEqual(documents);
    expect(({} as { polluted?: true }).polluted).toBeUndefined();
  });
});
