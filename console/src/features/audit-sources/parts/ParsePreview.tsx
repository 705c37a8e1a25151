import { App, Button, Card, Flex, Form, Input } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAuditChange } from '../../../api/audit-change.ts';
import { Loading } from '../../../parts/Loading.tsx';
import { Problem } from '../../../parts/Problem.tsx';
import { isAutomatic } from '../formats.ts';
import { type Source, updateSource, usePreview } from '../queries.ts';
import { ChainSelect } from './ChainSelect.tsx';
import { TriedLines } from './TriedLines.tsx';
import { ZoneSelect } from './ZoneSelect.tsx';

/** As many lines, and as long, as the server takes. */
const mostLines = 50;
const longestLine = 16_384;
const typingMs = 400;

/** Chooses how a source is read and shows at once what becomes of its last lines. */
export function ParsePreview({ source }: { source: Source }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [chain, setChain] = useState<readonly string[]>(source.parsers);
  const [timeZone, setTimeZone] = useState(source.timeZone);
  const [pasted, setPasted] = useState('');
  const typed = useSettled(pasted);
  const given = typed.split(/\r?\n/).filter((line) => line.trim() !== '');
  const lines = given.slice(0, mostLines).map((line) => line.slice(0, longestLine));
  const cut = given.length > mostLines || given.some((line) => line.length > longestLine);
  const chosen = chain.length > 0;
  const preview = usePreview(
    source.id,
    { parsers: isAutomatic(chain) ? [] : [...chain], timeZone, ...(lines.length > 0 ? { lines } : {}) },
    chosen,
  );
  const save = useAuditChange(() => updateSource(source.id, { parsers: [...chain], timeZone }));
  const changed = timeZone !== source.timeZone || chain.join() !== source.parsers.join();

  return (
    <Card
      title={t('auditSources.preview')}
      extra={
        <Button
          type="primary"
          disabled={!changed || !chosen}
          loading={save.isPending}
          onClick={() => save.mutate(undefined, { onSuccess: () => void message.success(t('common.saved')) })}
        >
          {t('auditSources.saveChain')}
        </Button>
      }
    >
      <p className="muted" style={{ marginTop: 0 }}>
        {t('auditSources.previewLead')}
      </p>
      <Problem error={save.error} />
      <Form layout="vertical" component="div" className="grid">
        <div className="span-4">
          <Form.Item
            label={t('auditSources.parsers')}
            {...(chosen ? {} : { validateStatus: 'warning' as const, help: t('auditSources.chainEmpty') })}
          >
            <ChainSelect value={chain} onChange={setChain} />
          </Form.Item>
          <Form.Item htmlFor="preview-zone" label={t('auditSources.timeZone')}>
            <ZoneSelect id="preview-zone" value={timeZone} onChange={setTimeZone} />
          </Form.Item>
        </div>
        <Form.Item
          className="span-8"
          htmlFor="preview-lines"
          label={t('auditSources.previewLines')}
          extra={
            cut
              ? t('auditSources.previewCut', { total: mostLines, length: longestLine })
              : t('auditSources.previewLinesHint', { total: mostLines })
          }
        >
          <Input.TextArea
            id="preview-lines"
            className="mono"
            rows={6}
            wrap="off"
            spellCheck={false}
            value={pasted}
            onChange={({ target }) => setPasted(target.value)}
          />
        </Form.Item>
      </Form>
      {lines.length === 0 && (
        <Flex justify="end" style={{ marginBottom: 8 }}>
          <Button
            size="small"
            disabled={!chosen}
            loading={preview.isFetching}
            onClick={() => void preview.refetch()}
          >
            {t('auditSources.recent')}
          </Button>
        </Flex>
      )}
      {preview.error ? (
        <Problem error={preview.error} onRetry={() => void preview.refetch()} />
      ) : preview.data ? (
        <TriedLines lines={preview.data} busy={preview.isPlaceholderData} />
      ) : (
        chosen && <Loading />
      )}
    </Card>
  );
}

/** A text once nobody typed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), typingMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
