import { Flex, Tag } from 'antd';
import { Said } from './Said.tsx';

/** A few short values side by side; a dash when there are none. */
export function Tags({ values }: { values: readonly string[] }) {
  if (values.length === 0) return <span className="muted">—</span>;
  return (
    <Flex gap={4} wrap>
      {values.map((value) => (
        <Tag key={value}>
          <Said>{value}</Said>
        </Tag>
      ))}
    </Flex>
  );
}
