import { Flex, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../../parts/Words.tsx';
import { useRoles } from '../queries.ts';

const administrators = new Set(['system-admin', 'security-admin', 'audit-admin']);

/** Role names in the reader's language; those of the three administrators stand out. */
export function RoleTags({ names }: { names: readonly string[] }) {
  const { t } = useTranslation();
  const roles = useRoles();
  const words = useWords();
  if (names.length === 0) return <span className="muted">—</span>;
  return (
    <Flex gap={4} wrap>
      {names.map((name) => {
        const role = roles.data?.find((candidate) => candidate.name === name);
        return (
          <Tag
            key={name}
            color={role?.adminKind || administrators.has(name) ? 'gold' : 'default'}
            variant="outlined"
          >
            {role === undefined
              ? t(`accounts.builtInRoles.${name}` as 'accounts.builtInRoles.staff', { defaultValue: name })
              : words(role)}
          </Tag>
        );
      })}
    </Flex>
  );
}
