import { type GeneralName, generalNameText } from '../../x509/general-name.ts';
import type { Check } from '../check.ts';
import { type Finding, finding } from '../findings.ts';
import { constraintForm, sameForm } from '../names/constraint.ts';
import { constrainedNames } from '../names/subject-names.ts';
import type { State } from '../state.ts';

/** Every name is inside what the CAs above permit and outside what they exclude. */
export const nameConstraints: Check = {
  name: 'name-constraints',
  clause: 'RFC 5280 §6.1.3 (b), (c)',
  run({ certificate, isLeaf }, state) {
    const { permittedSubtrees, excludedSubtrees } = state;
    if (permittedSubtrees.length === 0 && excludedSubtrees.length === 0) return 'not-applicable';
    if (certificate.selfIssued && !isLeaf) return 'not-applicable';
    const names = constrainedNames(certificate);
    const constraints = permittedSubtrees.reduce((sum, list) => sum + list.length, excludedSubtrees.length);
    state.nameComparisonsLeft -= names.length * constraints;
    if (state.nameComparisonsLeft < 0) return finding('name-constraints-limit');
    for (const name of names) {
      const found = checkName(name, state);
      if (found) return found;
    }
    return 'passed';
  },
};

function checkName(name: GeneralName, { permittedSubtrees, excludedSubtrees }: State): Finding | undefined {
  const form = constraintForm(name.kind);
  const details = { name: generalNameText(name) };
  const excluding = excludedSubtrees.filter((base) => sameForm(name, base));
  const permitting = permittedSubtrees.map((list) => list.filter((base) => sameForm(name, base)));
  const applying = permitting.filter((list) => list.length > 0);
  if (excluding.length === 0 && applying.length === 0) return undefined;
  if (form === undefined) return finding('name-form-unsupported', details);
  if (!form.nameIsSound(name)) return finding('name-not-permitted', details);
  if (excluding.some((base) => form.excludes(name, base))) return finding('name-excluded', details);
  const outside = applying.some((list) => !list.some((base) => form.permits(name, base)));
  return outside ? finding('name-not-permitted', details) : undefined;
}

/** Takes in the constraints of a CA: permitted subtrees intersect, excluded ones add up. */
export const takeNameConstraints: Check = {
  name: 'name-constraints-taken',
  clause: 'RFC 5280 §6.1.4 (g)',
  run({ certificate }, state) {
    const constraints = certificate.extensions.read('nameConstraints');
    if (constraints === undefined) return 'not-applicable';
    const { permitted, excluded } = constraints;
    const unsound = [...permitted, ...excluded].find((base) => !isSound(base));
    if (unsound) return finding('name-constraints-malformed', { name: generalNameText(unsound) });
    if (permitted.length > 0) state.permittedSubtrees.push(permitted);
    for (const base of excluded) state.excludedSubtrees.push(base);
    return 'passed';
  },
};

function isSound(base: GeneralName): boolean {
  return constraintForm(base.kind)?.constraintIsSound(base) ?? true;
}
