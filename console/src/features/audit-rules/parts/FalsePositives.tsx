import { Said } from '../../../parts/Said.tsx';

/** What may look like what a rule finds, and is in order. */
export function FalsePositives({ texts }: { texts: readonly string[] }) {
  return (
    <ul style={{ margin: 0, paddingInlineStart: 20 }}>
      {texts.map((text) => (
        <li key={text}>
          <Said>{text}</Said>
        </li>
      ))}
    </ul>
  );
}
