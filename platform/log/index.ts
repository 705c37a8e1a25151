export { createLog, type Log, type LogLevel, type LogOptions, logLevels } from './log.ts';
export { redact, scrub } from './redact.ts';
