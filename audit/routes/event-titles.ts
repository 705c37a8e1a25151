import { Type } from 'typebox';
import { Closed, type Route, route } from '#platform/http/index.ts';
import type { EventTitles } from '../service/normalise.ts';

const EventTitleList = Closed({
  items: Type.Array(Closed({ name: Type.String(), zh: Type.String(), en: Type.String() })),
});

/** What the events of Anmin itself are called: in the records they stand by their names. */
export function eventTitleRoutes(titles: EventTitles): Route[] {
  const items = Object.entries(titles).map(([name, { zh, en }]) => ({ name, zh, en }));
  return [
    route({
      method: 'GET',
      path: 'event-titles',
      id: 'listEventTitles',
      summary: '本平台自身事件的名称 Titles of the events of Anmin itself',
      access: 'audit.events.search',
      output: { 200: EventTitleList },
      handle: async () => ({ items }),
    }),
  ];
}
