import { Button, Card, Form, Result, Steps } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { FrontPage } from '../../../parts/FrontPage.tsx';
import { Loading } from '../../../parts/Loading.tsx';
import { Problem } from '../../../parts/Problem.tsx';
import { useSetupState } from '../../sign-in/queries.ts';
import { type SetUpDraft, setUpBody, tokenOf } from '../administrator.ts';
import { CheckStep } from '../parts/CheckStep.tsx';
import { FilesStep } from '../parts/FilesStep.tsx';
import { PeopleStep } from '../parts/PeopleStep.tsx';
import { useCompleteSetup } from '../queries.ts';

/** First use: three administrators, three persons, three certificates. */
export function Page() {
  const { t } = useTranslation();
  const location = useLocation();
  const [token] = useState(() => tokenOf(location));
  const setup = useSetupState();
  const complete = useCompleteSetup();
  const [form] = Form.useForm<SetUpDraft>();
  const [draft, setDraft] = useState<SetUpDraft>();
  const step = complete.data !== undefined ? 2 : draft === undefined ? 0 : 1;

  const inside = () => {
    if (setup.data === undefined) {
      return setup.error ? <Problem error={setup.error} onRetry={() => void setup.refetch()} /> : <Loading />;
    }
    if (complete.data) return <FilesStep result={complete.data} rootPageUrl={setup.data.rootPageUrl} />;
    if (setup.data.state === 'done') {
      return (
        <Result
          status="info"
          title={t('setUp.closedTitle')}
          subTitle={t('setUp.closedText')}
          extra={
            <Link to="/sign-in">
              <Button type="primary">{t('setUp.toSignIn')}</Button>
            </Link>
          }
        />
      );
    }
    if (token === undefined) {
      return <Result status="warning" title={t('setUp.noTokenTitle')} subTitle={t('setUp.noTokenText')} />;
    }
    if (draft === undefined) return <PeopleStep form={form} setup={setup.data} onNext={setDraft} />;
    return (
      <CheckStep
        draft={draft}
        busy={complete.isPending}
        error={complete.error}
        onBack={() => setDraft(undefined)}
        onCreate={() => complete.mutate(setUpBody(token, draft))}
      />
    );
  };

  return (
    <FrontPage lead={t('setUp.lead')} width={1120}>
      <Card styles={{ body: { padding: 28 } }}>
        <Steps
          current={step}
          style={{ marginBottom: 28 }}
          items={[
            { title: t('setUp.stepPeople') },
            { title: t('setUp.stepCheck') },
            { title: t('setUp.stepFiles') },
          ]}
        />
        {inside()}
      </Card>
    </FrontPage>
  );
}
