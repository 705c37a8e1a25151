import { Nothing, type Route, route } from '#platform/http/index.ts';
import { RuleList, RuleParams, RuleSwitch, RuleTrial, RuleTrialResult } from '../schemas.ts';
import type { createDetection } from '../service/detection/index.ts';
import { untilGone } from './until-gone.ts';

export function ruleRoutes(detection: ReturnType<typeof createDetection>): Route[] {
  return [
    route({
      method: 'GET',
      path: 'rules',
      id: 'listRules',
      summary: '检测规则 Rules of detection',
      access: 'audit.rules.read',
      output: { 200: RuleList },
      handle: async ({ actor }) => detection.list(actor),
    }),
    route({
      method: 'POST',
      path: 'rules/:id/switch',
      id: 'switchRule',
      summary: '启用或停用检测规则 Switch a rule on or off',
      access: 'audit.rules.write',
      input: { params: RuleParams, body: RuleSwitch },
      output: { 204: Nothing },
      handle: ({ actor, params, body }) => detection.setEnabled(actor, params.id, body.enabled, body.reason),
    }),
    route({
      method: 'POST',
      path: 'rules/:id/try',
      id: 'tryRule',
      summary: '在已存记录上试运行规则 Try a rule on stored records',
      access: 'audit.rules.read',
      input: { params: RuleParams, body: RuleTrial },
      output: { 200: RuleTrialResult },
      limit: { max: 20, windowMs: 60_000 },
      handle: ({ actor, params, body, reply }) => detection.tryOn(actor, params.id, body, untilGone(reply)),
    }),
  ];
}
