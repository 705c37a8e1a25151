import { InboxOutlined } from '@ant-design/icons';
import { Button, Card, Flex, Segmented, Typography, Upload } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toBase64 } from '../../../lib/bytes.ts';
import { offerFile } from '../../../lib/download.ts';
import { Problem } from '../../../parts/Problem.tsx';
import { type ImportKind, type ImportReport, importDirectory, useDirectoryChange } from '../queries.ts';

const kinds = ['organisations', 'people', 'servers', 'devices'] as const;
const maxBytes = 8 * 1024 * 1024;

/** Heads of the columns, as the server reads them. */
const templates: Record<ImportKind, string> = {
  organisations: '机构代码,机构名称,层级,上级机构代码',
  people: '工号,姓名,所属机构代码,电子邮箱,手机号码,职务,状态',
  servers: '资产编号,服务器名称,所属机构代码,域名,IP地址,状态',
  devices: '资产编号,设备名称,所属机构代码,域名,IP地址,状态',
};

/** Chooses a CSV file, shows first what would happen, then does it. */
export function ImportForm({ onReport }: { onReport: (report: ImportReport) => void }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<ImportKind>('people');
  const [file, setFile] = useState<File>();
  const [tooLarge, setTooLarge] = useState(false);
  const run = useDirectoryChange(async (dryRun: boolean) => {
    if (file === undefined) throw new Error('no file');
    const content = toBase64(await file.arrayBuffer());
    return importDirectory({ kind, fileName: file.name, content, dryRun });
  });
  const start = (dryRun: boolean) => run.mutate(dryRun, { onSuccess: onReport });

  return (
    <Card>
      <Flex vertical gap={16}>
        <Flex gap={16} wrap align="center">
          <Segmented<ImportKind>
            value={kind}
            onChange={setKind}
            options={kinds.map((value) => ({ value, label: t(`directory.import.kinds.${value}`) }))}
          />
          <Button
            type="link"
            onClick={() => offerFile(`${kind}.csv`, `\ufeff${templates[kind]}\r\n`, 'text/csv;charset=utf-8')}
          >
            {t('directory.import.template')}
          </Button>
        </Flex>
        <Upload.Dragger
          accept=".csv,.txt"
          maxCount={1}
          fileList={file === undefined ? [] : [{ uid: '1', name: file.name }]}
          onRemove={() => setFile(undefined)}
          beforeUpload={(picked) => {
            setTooLarge(picked.size > maxBytes);
            setFile(picked.size > maxBytes ? undefined : picked);
            run.reset();
            return false;
          }}
        >
          <InboxOutlined style={{ fontSize: 32, opacity: 0.6 }} />
          <div>{t('directory.import.drop')}</div>
          <Typography.Text type="secondary">{t('directory.import.encodings')}</Typography.Text>
        </Upload.Dragger>
        {tooLarge && <Typography.Text type="danger">{t('directory.import.tooLarge')}</Typography.Text>}
        <Problem error={run.error} />
        <Flex gap={12}>
          <Button
            disabled={file === undefined}
            loading={run.isPending && run.variables}
            onClick={() => start(true)}
          >
            {t('directory.import.try')}
          </Button>
          <Button
            type="primary"
            disabled={file === undefined}
            loading={run.isPending && !run.variables}
            onClick={() => start(false)}
          >
            {t('directory.import.run')}
          </Button>
        </Flex>
      </Flex>
    </Card>
  );
}
