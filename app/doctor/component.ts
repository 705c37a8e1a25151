/** What `anmin doctor` found out about one component of this machine. */
export type Finding = {
  readonly found: boolean;
  readonly version?: string;
  /** Something that is there and not as it should be. */
  readonly warning?: { readonly zh: string; readonly en: string };
};

/** A real component that Anmin uses where it is there. */
export type Component = {
  readonly name: string;
  /** Nothing works without it. */
  readonly required: boolean;
  /** What is off without it. */
  readonly without: { readonly zh: string; readonly en: string };
  /** The command that installs it on Debian; null for what comes with npm. */
  readonly install: string | null;
  find(): Promise<Finding>;
};

export type Diagnosis = Omit<Component, 'find'> & Finding;

/** Looks at every component; one that cannot be looked at counts as not found. */
export async function examine(components: readonly Component[]): Promise<Diagnosis[]> {
  return Promise.all(
    components.map(async ({ find, ...component }) => {
      const finding = await find().catch((): Finding => ({ found: false }));
      return { ...component, ...finding };
    }),
  );
}
