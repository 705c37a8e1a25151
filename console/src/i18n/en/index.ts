import { accounts } from './accounts.ts';
import { auditAlerts } from './auditAlerts.ts';
import { auditCases } from './auditCases.ts';
import { auditEvidence } from './auditEvidence.ts';
import { auditFields } from './auditFields.ts';
import { auditReports } from './auditReports.ts';
import { auditRules } from './auditRules.ts';
import { auditSearch } from './auditSearch.ts';
import { auditSources } from './auditSources.ts';
import { authorities } from './authorities.ts';
import { certificates } from './certificates.ts';
import { common } from './common.ts';
import { directory } from './directory.ts';
import { me } from './me.ts';
import { overview } from './overview.ts';
import { parts } from './parts.ts';
import { requests } from './requests.ts';
import { revocation } from './revocation.ts';
import { setUp } from './setUp.ts';
import { shell } from './shell.ts';
import { signIn } from './signIn.ts';
import { signing } from './signing.ts';
import { system } from './system.ts';
import { validate } from './validate.ts';

/** All texts in English. */
export const en = {
  accounts,
  auditAlerts,
  auditCases,
  auditEvidence,
  auditFields,
  auditReports,
  auditRules,
  auditSearch,
  auditSources,
  authorities,
  certificates,
  common,
  directory,
  me,
  overview,
  parts,
  requests,
  revocation,
  setUp,
  shell,
  signIn,
  signing,
  system,
  validate,
};
