import { Flex, Tag } from 'antd';
import { useWords } from '../../../parts/Words.tsx';
import { useRoles } from '../queries.ts';

/** Role names in the reader's language; those of the three administrators stand out. */
export function RoleTags({ names }: { names: readonly string[] }) {
  const roles = useRoles();
  const words = useWords();
  if (names.length === 0) return <span className="muted">—</span>;
  return (
    <Flex gap={4} wrap>
      {names.map((name) => {
        const role = roles.data?.find((candidate) => candidate.name === name);
        return (
          <Tag key={name} color={role?.adminKind ? 'gold' : 'default'} variant="outlined">
            {role === undefined ? name : words(role)}
          </Tag>
        );
      })}
    </Flex>
  );
}
