import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { parse } from 'yaml';
import { parsers } from '../core/parse/table.ts';
import { auditErrors } from '../errors.ts';

const Name = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,39}$' });
const Paths = Type.Array(Type.String({ minLength: 1, maxLength: 1024 }), { maxItems: 64 });
const From = Type.Union([Type.Literal('beginning'), Type.Literal('end')]);
const common = {
  /** Names the place that is kept: change it and everything is read anew. */
  name: Name,
  /** The source that the records go to; the one that the agent enrolled for when absent. */
  source: Type.Optional(Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{0,62}$' })),
  /** Where what is there at the very first start is begun. */
  from: Type.Optional(From),
};

const Input = Type.Union([
  Type.Object(
    {
      ...common,
      /** Globs of files. */
      files: Paths,
      exclude: Type.Optional(Paths),
      /** A parser whose lines are joined to records; absent: each line is one. */
      records: Type.Optional(Type.String({ maxLength: 60 })),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      ...common,
      journal: Type.Object(
        {
          units: Type.Optional(Paths),
          matches: Type.Optional(
            Type.Array(Type.String({ pattern: '^[A-Z0-9_]{1,64}=.{0,1024}$' }), { maxItems: 64 }),
          ),
          directory: Type.Optional(Type.String({ minLength: 1, maxLength: 1024 })),
        },
        { additionalProperties: false },
      ),
    },
    { additionalProperties: false },
  ),
]);

const File = Type.Object(
  {
    /** Certificate, spool and places of this agent; relative to the file. */
    state: Type.String({ minLength: 1, maxLength: 1024 }),
    inputs: Type.Array(Input, { minItems: 1, maxItems: 64 }),
    /** For each source: what may wait on disk while the centre is away. Full: the inputs are read no further. */
    spoolMiB: Type.Optional(Type.Integer({ minimum: 16, maximum: 1_048_576 })),
  },
  { additionalProperties: false },
);

export type InputConfig = Static<typeof Input>;
export type AgentConfig = Static<typeof File>;

/** Reads `agent.yaml`. @throws audit.agent-config */
export function readAgentConfig(file: string): AgentConfig {
  const wrong = (field: string, reason: string, cause?: unknown) =>
    auditErrors['agent-config']({ file, field, reason }, cause);
  let content: unknown;
  try {
    content = parse(readFileSync(file, 'utf8'), { maxAliasCount: 10 });
  } catch (error) {
    throw wrong('', error instanceof Error ? error.message : String(error), error);
  }
  if (!Value.Check(File, content)) {
    const [first] = Value.Errors(File, content);
    throw wrong(first?.instancePath ?? '', first?.message ?? '');
  }
  const names = content.inputs.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw wrong('inputs', `name: ${twice} ×2`);
  for (const input of content.inputs) {
    if (!('records' in input) || input.records === undefined) continue;
    const parser = parsers.get(input.records);
    if (parser?.assemble) continue;
    const joining = [...parsers.values()].filter(({ assemble }) => assemble).map(({ name }) => name);
    throw wrong(`inputs.${input.name}.records`, `${input.records}: ${joining.join(', ')}`);
  }
  return { ...content, state: resolve(dirname(file), content.state) };
}

/** What will be read, a line an input: for whoever starts the agent. */
export function describeInputs({ inputs }: AgentConfig): string[] {
  return inputs.map((input) => {
    const { name, source, from = 'beginning' } = input;
    const what = 'files' in input ? input.files.join(' ') : `journal ${JSON.stringify(input.journal)}`;
    const to = source ?? '登记时的来源 the source of the enrolment';
    return `输入 Input ${name}: ${what} → ${to}（${from === 'end' ? '从末尾 from the end' : '从头 from the beginning'}）`;
  });
}
