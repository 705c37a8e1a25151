import { Closed, IdParams, Nothing, PageOf, pageQuery, type Route, route } from '#platform/http/index.ts';
import { alertLevels } from '../core/alerts/grouping.ts';
import {
  Alert,
  AlertDecision,
  AlertDetail,
  AlertQuery,
  AlertSummary,
  Exception,
  NewException,
  Unmasking,
} from '../schemas.ts';
import type { createExceptions } from '../service/alerts/exceptions.ts';
import type { createAlerts } from '../service/alerts/index.ts';
import { NewExceptionLike } from '../service/alerts/schemas.ts';

export function alertRoutes(
  alerts: ReturnType<typeof createAlerts>,
  exceptions: ReturnType<typeof createExceptions>,
): Route[] {
  return [
    route({
      method: 'GET',
      path: 'alerts',
      id: 'listAlerts',
      summary: '告警列表 Alerts',
      access: 'audit.alerts.read',
      input: { query: AlertQuery },
      output: { 200: PageOf(Alert) },
      handle: ({ actor, query: { page, pageSize, level, q, ...filter } }) =>
        alerts.list(
          actor,
          {
            ...filter,
            ...(q !== undefined && { text: q }),
            ...(level !== undefined && { severity: alertLevels.indexOf(level) }),
          },
          { page, pageSize },
        ),
    }),
    route({
      method: 'GET',
      path: 'alerts/summary',
      id: 'getAlertSummary',
      summary: '未处理告警的数量 Open alerts by class and level',
      access: 'audit.alerts.read',
      output: { 200: AlertSummary },
      handle: ({ actor }) => alerts.summary(actor),
    }),
    route({
      method: 'GET',
      path: 'alerts/:id',
      id: 'getAlert',
      summary: '告警详情 An alert with its events',
      access: 'audit.alerts.read',
      input: { params: IdParams },
      output: { 200: AlertDetail },
      handle: ({ actor, params }) => alerts.get(actor, params.id),
    }),
    route({
      method: 'POST',
      path: 'alerts/:id/unmask',
      id: 'unmaskAlert',
      summary: '查看未遮盖的告警（记入审计） See an alert unmasked; this is recorded',
      access: 'audit.events.unmask',
      input: { params: IdParams, body: Unmasking },
      output: { 200: AlertDetail },
      handle: ({ actor, params, body }) => alerts.get(actor, params.id, body.reason),
    }),
    route({
      method: 'POST',
      path: 'alerts/:id/close',
      id: 'closeAlert',
      summary: '处理告警 Close an alert with a verdict',
      access: 'audit.alerts.decide',
      input: { params: IdParams, body: AlertDecision },
      output: { 200: Alert },
      handle: ({ actor, params, body }) => alerts.close(actor, params.id, body),
    }),
    route({
      method: 'POST',
      path: 'alerts/:id/exceptions',
      id: 'createExceptionLikeAlert',
      summary: '按告警设置例外（原值由系统代入，不显示） Hold back what is like an alert',
      access: 'audit.exceptions.write',
      input: { params: IdParams, body: NewExceptionLike },
      output: { 201: IdParams },
      handle: ({ actor, params, body }) => exceptions.createLike(actor, params.id, body),
    }),
    route({
      method: 'GET',
      path: 'exceptions',
      id: 'listExceptions',
      summary: '告警例外 Exceptions',
      access: 'audit.alerts.read',
      input: { query: Closed({ ...pageQuery }) },
      output: { 200: PageOf(Exception) },
      handle: ({ actor, query }) => exceptions.list(actor, query),
    }),
    route({
      method: 'POST',
      path: 'exceptions',
      id: 'createException',
      summary: '设置告警例外 Hold alerts back, with reason and end',
      access: 'audit.exceptions.write',
      input: { body: NewException },
      output: { 201: IdParams },
      handle: ({ actor, body }) => exceptions.create(actor, body),
    }),
    route({
      method: 'POST',
      path: 'exceptions/:id/end',
      id: 'endException',
      summary: '结束告警例外 End an exception now',
      access: 'audit.exceptions.write',
      input: { params: IdParams },
      output: { 204: Nothing },
      handle: ({ actor, params }) => exceptions.end(actor, params.id),
    }),
  ];
}
