export { schedulerErrors } from './errors.ts';
export { createScheduler, type JobState, type Scheduler, type SchedulerOptions } from './scheduler.ts';
export { type JobOutcome, schedulerMigrations } from './table.ts';
