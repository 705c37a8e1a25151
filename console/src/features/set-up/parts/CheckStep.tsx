import { Button, Descriptions, Flex, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { Problem } from '../../../parts/Problem.tsx';
import { adminKinds, type SetUpDraft } from '../administrator.ts';

type Props = { draft: SetUpDraft; busy: boolean; error: unknown; onBack: () => void; onCreate: () => void };

/** All that will be created, to be read together before it is. */
export function CheckStep({ draft, busy, error, onBack, onCreate }: Props) {
  const { t } = useTranslation();
  return (
    <div className="stack">
      <Typography.Paragraph style={{ margin: 0 }}>{t('setUp.checkText')}</Typography.Paragraph>
      <Descriptions
        bordered
        size="small"
        column={1}
        items={[
          { label: t('setUp.organisation'), children: draft.organisation.name },
          { label: t('setUp.code'), children: draft.organisation.code },
          { label: t('setUp.level'), children: t(`directory.levels.${draft.organisation.level}`) },
        ]}
      />
      <div className="grid">
        {adminKinds.map((kind) => {
          const person = draft[kind];
          return (
            <Descriptions
              key={kind}
              className="span-4"
              title={t(`setUp.kinds.${kind}`)}
              bordered
              size="small"
              column={1}
              items={[
                { label: t('setUp.name'), children: person.name },
                { label: t('setUp.loginName'), children: person.loginName },
                { label: t('setUp.staffNumber'), children: person.staffNumber },
                { label: t('setUp.email'), children: person.email || '—' },
              ]}
            />
          );
        })}
      </div>
      <Problem error={error} />
      <Flex justify="space-between">
        <Button onClick={onBack} disabled={busy}>
          {t('common.previous')}
        </Button>
        <Button type="primary" size="large" onClick={onCreate} loading={busy}>
          {t('setUp.create')}
        </Button>
      </Flex>
    </div>
  );
}
