import { App, Button, Card, Flex, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Problem } from '../../../parts/Problem.tsx';
import { ReasonModal } from '../../../parts/ReasonModal.tsx';
import { Rows } from '../../../parts/Rows.tsx';
import { Time } from '../../../parts/Time.tsx';
import {
  confirmReset,
  fetchPasswordPart,
  type PasswordReset,
  refuseReset,
  useAccountChange,
  usePasswordResets,
} from '../queries.ts';
import { OneTimePassword } from './OneTimePassword.tsx';

const colors = { pending: 'processing', confirmed: 'success', refused: 'error', lapsed: 'default' } as const;

type Act = { kind: 'confirm' | 'refuse'; reset: PasswordReset };
type Part = { which: 'first' | 'second'; text: string; name: string };

/** Password resets that another administrator has to confirm: those of one account, or all that wait. */
export function PasswordResets({ accountId }: { accountId?: string }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const resets = usePasswordResets({
    page: 1,
    pageSize: accountId === undefined ? 50 : 5,
    ...(accountId === undefined ? { open: true } : { accountId }),
  });
  const [act, setAct] = useState<Act>();
  const [part, setPart] = useState<Part>();
  const change = useAccountChange((work: () => Promise<unknown>) => work());

  const perform = async ({ reason }: { reason: string }) => {
    const { kind, reset } = act!;
    await change.mutateAsync(async () => {
      if (kind === 'refuse') return refuseReset(reset.id, reason);
      const { part: text } = await confirmReset(reset.id, reason);
      setPart({ which: 'second', text, name: reset.displayName });
    });
    message.success(t('common.done'));
  };
  const fetchFirst = ({ id, displayName }: PasswordReset) =>
    change
      .mutateAsync(async () => {
        const { part: text } = await fetchPasswordPart(id);
        setPart({ which: 'first', text, name: displayName });
      })
      .catch((error: Error) => void message.error(error.message));

  const items = resets.data?.items ?? [];
  return (
    <>
      <Problem error={resets.error} onRetry={() => void resets.refetch()} />
      {items.length > 0 && (
        <Card
          title={t('accounts.resets.title')}
          styles={{ body: { paddingBlock: 4 } }}
          style={accountId === undefined ? { marginBottom: 16 } : undefined}
          data-testid="password-resets"
        >
          <Rows
            empty=""
            rows={items.map((reset) => ({
              key: reset.id,
              title: (
                <Flex gap={8} align="center" wrap>
                  {accountId === undefined && (
                    <Link to={`/system/accounts/${reset.accountId}`}>
                      {reset.displayName} ({reset.loginName})
                    </Link>
                  )}
                  <Tag color={colors[reset.state]}>{t(`accounts.resets.states.${reset.state}`)}</Tag>
                </Flex>
              ),
              text: <Story reset={reset} />,
              extra: (
                <Flex gap={8} wrap>
                  {reset.mayDecide && (
                    <>
                      <Button type="primary" onClick={() => setAct({ kind: 'confirm', reset })}>
                        {t('accounts.resets.acts.confirm')}
                      </Button>
                      <Button onClick={() => setAct({ kind: 'refuse', reset })}>
                        {t('accounts.resets.acts.refuse')}
                      </Button>
                    </>
                  )}
                  {reset.partWaits && (
                    <Button type="primary" loading={change.isPending} onClick={() => void fetchFirst(reset)}>
                      {t('accounts.resets.showPart')}
                    </Button>
                  )}
                </Flex>
              ),
            }))}
          />
        </Card>
      )}
      {act && (
        <ReasonModal
          open
          danger={act.kind === 'confirm'}
          title={t(`accounts.resets.acts.${act.kind}`)}
          consequence={t(`accounts.resets.consequences.${act.kind}`, { name: act.reset.displayName })}
          confirmText={t(`accounts.resets.acts.${act.kind}`)}
          onClose={() => setAct(undefined)}
          onConfirm={perform}
        />
      )}
      {part && (
        <OneTimePassword
          password={part.text}
          title={t(`accounts.resets.parts.${part.which}`)}
          text={t(`accounts.resets.partTexts.${part.which}`, { name: part.name })}
          onClose={() => setPart(undefined)}
        />
      )}
    </>
  );
}

/** Who asked for it and why; who decided, or who has to and until when. */
function Story({ reset }: { reset: PasswordReset }) {
  const { t } = useTranslation();
  return (
    <>
      <div>
        {t('accounts.resets.asked', { by: reset.requestedBy, reason: reset.reason })} ·{' '}
        <Time at={reset.requestedAt} />
      </div>
      {reset.state === 'pending' && (
        <div>
          {t('accounts.resets.waits', { confirmer: t(`accounts.builtInRoles.${reset.confirmer}-admin`) })} ·{' '}
          {t('accounts.resets.until')} <Time at={reset.expiresAt} />
        </div>
      )}
      {reset.decidedBy !== null && (
        <div>
          {t('accounts.resets.decided', { by: reset.decidedBy, reason: reset.decisionReason })} ·{' '}
          <Time at={reset.decidedAt} />
        </div>
      )}
    </>
  );
}
