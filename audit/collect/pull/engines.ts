import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { parse } from 'yaml';
import { auditErrors } from '../../errors.ts';

const Words = Type.Object({ zh: Type.String(), en: Type.String() }, { additionalProperties: false });

const File = Type.Object(
  {
    title: Words,
    /** How the engine is spoken to. */
    protocol: Type.Union([Type.Literal('postgresql'), Type.Literal('none')]),
    /** With `none`: why it cannot be pulled. */
    unavailable: Type.Optional(Words),
    /** What the administrator must have set there. */
    needs: Words,
    /** Column of the result that is the time of the row, as text in UTC. */
    timeColumn: Type.String({ minLength: 1 }),
    overlapSeconds: Type.Integer({ minimum: 0, maximum: 86_400 }),
    /** Rows from time `$1` (text, UTC) on, in the order of `timeColumn`. */
    query: Type.String({ minLength: 1 }),
  },
  { additionalProperties: false },
);

/** An engine that keeps its audit in tables, as its file describes it. */
export type Engine = Static<typeof File> & { readonly id: string };

/** Reads every `<id>.yaml` of a folder. @throws audit.pull-files */
export function loadEngines(folder: string): ReadonlyMap<string, Engine> {
  const engines = new Map<string, Engine>();
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.yaml')) continue;
    let content: unknown;
    try {
      content = parse(readFileSync(join(folder, file), 'utf8'));
    } catch (error) {
      throw auditErrors['pull-files'](
        { file, reason: error instanceof Error ? error.message : 'YAML' },
        error,
      );
    }
    if (!Value.Check(File, content)) {
      const [first] = Value.Errors(File, content);
      throw auditErrors['pull-files']({
        file,
        reason: `${first?.instancePath ?? ''} ${first?.message ?? ''}`,
      });
    }
    const id = basename(file, '.yaml');
    engines.set(id, { ...content, id });
  }
  return engines;
}
