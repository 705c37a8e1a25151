import { type Route, route } from '#platform/http/index.ts';
import type { JobState } from '#platform/scheduler/index.ts';
import { Health, Integrity, Job, JobParams } from './schemas.ts';

export type SystemDeps = {
  health(): Promise<unknown>;
  integrity(): Promise<readonly string[]>;
  now(): Date;
  runJob(name: string): Promise<JobState>;
};

/** `/api/system`: how this installation is. */
export function systemRoutes(deps: SystemDeps): Route[] {
  return [
    route({
      method: 'GET',
      path: 'health',
      id: 'getSystemHealth',
      summary: '系统运行状态 Health of the system',
      access: 'system.health.read',
      output: { 200: Health },
      handle: () => deps.health(),
    }),
    route({
      method: 'POST',
      path: 'integrity',
      id: 'checkIntegrity',
      summary: '检查数据库是否完好 Check the database',
      access: 'system.jobs.run',
      output: { 200: Integrity },
      limit: { max: 4, windowMs: 60_000 },
      handle: async () => ({ faults: await deps.integrity(), checkedAt: deps.now().toISOString() }),
    }),
    route({
      method: 'POST',
      path: 'jobs/:name/run',
      id: 'runJob',
      summary: '立即运行后台任务 Run a job now',
      access: 'system.jobs.run',
      input: { params: JobParams },
      output: { 200: Job },
      handle: async ({ params }) => jobView(await deps.runJob(params.name)),
    }),
  ];
}

/** A job as the API shows it: absent becomes null. */
export function jobView(job: JobState): Record<string, unknown> {
  return {
    ...job,
    lastStart: job.lastStart ?? null,
    lastFinish: job.lastFinish ?? null,
    lastOutcome: job.lastOutcome ?? null,
    lastError: job.lastError ?? null,
  };
}
