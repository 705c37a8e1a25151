import { Closed, IdParams, Nothing, PageOf, pageQuery, type Route, route } from '#platform/http/index.ts';
import { Hold, NewHold, Reason } from '../schemas.ts';
import type { createHolds } from '../service/retention/holds.ts';

export function holdRoutes(holds: ReturnType<typeof createHolds>): Route[] {
  return [
    route({
      method: 'GET',
      path: 'holds',
      id: 'listHolds',
      summary: '法律保全 Legal holds',
      access: 'audit.evidence.read',
      input: { query: Closed({ ...pageQuery }) },
      output: { 200: PageOf(Hold) },
      handle: ({ actor, query }) => holds.list(actor, query),
    }),
    route({
      method: 'POST',
      path: 'holds',
      id: 'placeHold',
      summary: '设置法律保全 Place a legal hold',
      access: 'audit.holds.write',
      input: { body: NewHold },
      output: { 201: IdParams },
      handle: ({ actor, body }) => holds.place(actor, body),
    }),
    route({
      method: 'POST',
      path: 'holds/:id/ask-to-lift',
      id: 'askToLiftHold',
      summary: '申请解除法律保全 Ask that a hold be lifted',
      access: 'audit.holds.write',
      input: { params: IdParams, body: Reason },
      output: { 204: Nothing },
      handle: ({ actor, params, body }) => holds.askToLift(actor, params.id, body.text),
    }),
    route({
      method: 'POST',
      path: 'holds/:id/lift',
      id: 'liftHold',
      summary: '同意解除法律保全 Consent as the second person',
      access: 'audit.holds.lift',
      input: { params: IdParams },
      output: { 204: Nothing },
      handle: ({ actor, params }) => holds.lift(actor, params.id),
    }),
  ];
}
