import { type Route, route } from '#platform/http/index.ts';
import { Formats, ParseTrial, ParseTrialResult } from '../schemas.ts';
import type { createPreview } from '../service/preview.ts';
import { SourceParams } from '../service/sources/schemas.ts';
import { untilGone } from './until-gone.ts';

export function formatRoutes(preview: ReturnType<typeof createPreview>): Route[] {
  return [
    route({
      method: 'GET',
      path: 'formats',
      id: 'listFormats',
      summary: '可识别的日志格式 Formats of records',
      access: 'audit.sources.read',
      output: { 200: Formats },
      handle: async () => preview.formats(),
    }),
    route({
      method: 'POST',
      path: 'sources/:id/preview',
      id: 'previewParsing',
      summary: '预览解析结果 See what parsers make of lines of a source',
      access: 'audit.sources.write',
      input: { params: SourceParams, body: ParseTrial },
      output: { 200: ParseTrialResult },
      limit: { max: 120, windowMs: 60_000 },
      handle: ({ actor, params, body, reply }) => preview.parse(actor, params.id, body, untilGone(reply)),
    }),
  ];
}
