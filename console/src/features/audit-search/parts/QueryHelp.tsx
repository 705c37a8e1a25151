import { Button, Drawer, Table, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../i18n/index.ts';
import { barFields, nameInBar } from '../field-names.ts';
import { useFieldTitle } from '../titles.ts';

const examples = [
  'words',
  'phrase',
  'person',
  'table',
  'bulk',
  'network',
  'failed',
  'wildcard',
  'either',
  'time',
] as const;

type Props = { open: boolean; onClose: () => void; onExample: (query: string) => void };

/** How to ask, by examples from work, and the fields with their names. */
export function QueryHelp({ open, onClose, onExample }: Props) {
  const { t } = useTranslation();
  const fieldTitle = useFieldTitle();
  const chinese = useLanguage() === 'zh';
  return (
    <Drawer open={open} onClose={onClose} title={t('auditSearch.help')} size={600}>
      <Typography.Paragraph>{t('auditSearch.helpLead')}</Typography.Paragraph>
      <h3>{t('auditSearch.helpExamples')}</h3>
      <ul className="audit-examples">
        {examples.map((name) => {
          const query = t(`auditSearch.examples.${name}.query`);
          return (
            <li key={name}>
              <div>{t(`auditSearch.examples.${name}.text`)}</div>
              <Button type="dashed" size="small" className="mono" onClick={() => onExample(query)}>
                {query}
              </Button>
            </li>
          );
        })}
      </ul>
      <h3>{t('auditSearch.helpFields')}</h3>
      <Typography.Paragraph type="secondary">{t('auditSearch.helpFieldsLead')}</Typography.Paragraph>
      <Table
        rowKey="path"
        size="small"
        pagination={false}
        dataSource={barFields.map((path) => ({ path }))}
        columns={[
          {
            title: t('auditSearch.fieldInBar'),
            key: 'name',
            width: 130,
            render: (_, { path }) => <strong>{nameInBar(path, chinese)}</strong>,
          },
          { title: t('auditSearch.fieldMeans'), key: 'means', render: (_, { path }) => fieldTitle(path) },
          {
            title: t('auditSearch.fieldPath'),
            key: 'path',
            render: (_, { path }) => <span className="mono">{path}</span>,
          },
        ]}
      />
    </Drawer>
  );
}
