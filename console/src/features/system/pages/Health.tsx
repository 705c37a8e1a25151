import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Card, Descriptions, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '../../../api/client.ts';
import { formatBytes } from '../../../lib/format.ts';
import { Loading } from '../../../parts/Loading.tsx';
import { PageHead } from '../../../parts/PageHead.tsx';
import { Problem } from '../../../parts/Problem.tsx';
import { Time } from '../../../parts/Time.tsx';
import { useMay } from '../../../shell/session.ts';
import { Components } from '../parts/Components.tsx';
import { Jobs } from '../parts/Jobs.tsx';
import { Subscribers } from '../parts/Subscribers.tsx';

/** How this installation is: listeners, storage, jobs, subscribers, what is missing on the machine. */
export function Page() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const may = useMay();
  const client = useQueryClient();
  const health = useQuery({
    queryKey: ['system', 'health'],
    queryFn: () => unwrap(api.GET('/api/system/health')),
    refetchInterval: 15_000,
  });
  const integrity = useMutation({ mutationFn: () => unwrap(api.POST('/api/system/integrity')) });
  const runJob = useMutation({
    mutationFn: (name: string) =>
      unwrap(api.POST('/api/system/jobs/{name}/run', { params: { path: { name } } })),
    onSuccess: () => {
      message.success(t('system.jobDone'));
      return client.invalidateQueries({ queryKey: ['system'] });
    },
    onError: (error) => message.error(error.message),
  });
  if (health.data === undefined) {
    return health.error ? (
      <Problem error={health.error} onRetry={() => void health.refetch()} />
    ) : (
      <Loading />
    );
  }
  const { data } = health;
  return (
    <>
      <PageHead
        title={t('system.title')}
        lead={t('system.lead')}
        actions={
          may('system.jobs.run') && (
            <Button loading={integrity.isPending} onClick={() => integrity.mutate()}>
              {t('system.integrity')}
            </Button>
          )
        }
      />
      <div className="stack">
        <Problem error={integrity.error} />
        {integrity.data && (
          <Alert
            type={integrity.data.faults.length === 0 ? 'success' : 'error'}
            showIcon
            title={t(integrity.data.faults.length === 0 ? 'system.sound' : 'system.unsound')}
            description={integrity.data.faults.length === 0 ? undefined : integrity.data.faults.join('\n')}
          />
        )}
        <Card title={t('system.about')}>
          <Descriptions
            column={{ xs: 1, lg: 2, xxl: 3 }}
            items={[
              { label: t('system.version'), children: data.version },
              { label: t('system.startedAt'), children: <Time at={data.startedAt} /> },
              { label: t('system.clock'), children: <Time at={data.now} /> },
              { label: 'Node.js', children: data.process.node },
              { label: t('system.memory'), children: formatBytes(data.process.residentBytes) },
              {
                label: t('system.storage'),
                children: `${data.storage.dialect === 'sqlite' ? 'SQLite' : 'PostgreSQL'}${data.storage.bytes === null ? '' : ` · ${formatBytes(data.storage.bytes)}`}`,
              },
              {
                label: t('system.serverCertificate'),
                span: 'filled',
                children: (
                  <span>
                    {data.serverCertificate.subject}（{t('certificates.notAfter')}{' '}
                    <Time at={data.serverCertificate.notAfter} dateOnly />）
                  </span>
                ),
              },
              {
                label: t('system.listeners'),
                span: 'filled',
                children: (
                  <div>
                    {data.listeners.map((listener) => (
                      <div key={listener.name}>
                        <Typography.Text className="mono">{listener.url}</Typography.Text>{' '}
                        <span className="muted">
                          {t(`system.listenerNames.${listener.name as 'console'}`, {
                            defaultValue: listener.name,
                          })}
                        </span>
                      </div>
                    ))}
                  </div>
                ),
              },
            ]}
          />
        </Card>
        <Components rows={data.components} />
        <Jobs
          rows={data.jobs}
          running={runJob.isPending ? runJob.variables : undefined}
          onRun={may('system.jobs.run') ? (name) => runJob.mutate(name) : undefined}
        />
        <Subscribers rows={data.subscribers} />
      </div>
    </>
  );
}
