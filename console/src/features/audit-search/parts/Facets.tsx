import { Flex, Tooltip, theme } from 'antd';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../i18n/index.ts';
import { formatCount } from '../../../lib/format.ts';
import { shownText } from '../../../lib/shown-text.ts';
import { Said } from '../../../parts/Said.tsx';
import type { Found } from '../queries.ts';
import { standingOf } from '../query-text.ts';
import { useFieldTitle, useOwnEventTitle, useValueTitle } from '../titles.ts';

type Props = {
  facets: Found['facets'];
  query: string;
  onPick: (field: string, value: string, exclude: boolean) => void;
};

/** The most frequent values; a click asks for one, with the Alt key it is excluded. */
export function Facets({ facets, query, onPick }: Props) {
  const { t } = useTranslation();
  const fieldTitle = useFieldTitle();
  const shown = facets.filter(({ values }) => values.length > 0);
  return (
    <nav aria-label={t('auditSearch.facets')} className="audit-facets">
      {shown.length === 0 && <div className="muted">{t('auditSearch.facetEmpty')}</div>}
      {shown.map(({ field, values }) => (
        <section key={field} aria-label={shownText(fieldTitle(field))}>
          <h3>
            <Said>{fieldTitle(field)}</Said>
          </h3>
          <ul>
            {values.slice(0, 8).map(({ value, count }) => (
              <li key={value}>
                <FacetValue {...{ field, value, count, query, onPick }} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

type ValueProps = Omit<Props, 'facets'> & { field: string; value: string; count: number };

function FacetValue({ field, value, count, query, onPick }: ValueProps) {
  const { t } = useTranslation();
  const { token } = theme.useToken();
  const valueTitle = useValueTitle();
  const ownTitle = useOwnEventTitle();
  const title = valueTitle(field, value);
  // Two acts may have one title; of our own the name tells them apart.
  const isOwn = field === 'event.action' && ownTitle(value) !== undefined;
  const standing = standingOf(query, field, value);
  // What is masked is not what the records hold: nothing would be found by it.
  const masked = value.includes('*');
  const language = useLanguage();
  return (
    <Tooltip
      title={t(masked ? 'auditSearch.facetMasked' : 'auditSearch.facetHint', { value })}
      placement="right"
      mouseEnterDelay={0.6}
    >
      <button
        type="button"
        disabled={masked}
        aria-pressed={standing !== undefined}
        data-standing={standing}
        onClick={(event) => onPick(field, value, event.altKey)}
        style={{ color: standing === undefined ? token.colorText : token.colorLink }}
      >
        <Flex justify="space-between" gap={8}>
          <span className="audit-facet-value">
            {standing === 'excluded' && `${t('auditSearch.notMark')} `}
            <Said>{title}</Said>
            {isOwn && <small className="mono">{value}</small>}
          </span>
          <span className="muted">{formatCount(count, language)}</span>
        </Flex>
      </button>
    </Tooltip>
  );
}
