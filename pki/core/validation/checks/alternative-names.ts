import { type GeneralName, generalNameText } from '../../x509/general-name.ts';
import type { Check } from '../check.ts';
import { finding } from '../findings.ts';
import { isPresentedDnsName } from '../names/dns.ts';
import { parseMailbox } from '../names/email.ts';

/** Names in the syntax that §4.2.1.6 asks of each form. */
export const alternativeNames: Check = {
  name: 'alternative-names',
  clause: 'RFC 5280 §4.2.1.6',
  run({ certificate: { extensions } }) {
    const names = extensions.read('subjectAltName');
    if (names === undefined) return 'not-applicable';
    const wrong = names.find((name) => !isSound(name));
    return wrong ? finding('alternative-name-malformed', { name: generalNameText(wrong) }) : 'passed';
  },
};

function isSound(name: GeneralName): boolean {
  switch (name.kind) {
    case 'dns':
      return isPresentedDnsName(name.text);
    case 'email':
      return parseMailbox(name.text) !== undefined;
    case 'uri':
      return /^[A-Za-z][A-Za-z0-9+.-]*:[\x21-\x7e]+$/.test(name.text);
    case 'ip':
      return name.bytes.length === 4 || name.bytes.length === 16;
    case 'directory':
      return name.name.rdns.length > 0;
    default:
      return true;
  }
}
