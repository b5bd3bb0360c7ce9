import { connections } from './de/connections.js';
import { installation } from './de/installation.js';
import { issuers } from './de/issuers.js';
import { members } from './de/members.js';
import { organisation } from './de/organisation.js';
import { webhooks } from './de/webhooks.js';
import { work } from './de/work.js';
import type { Words } from './en.js';

/** Die deutschen Wörter dieses Teils. */
export const de: Words = {
  title: 'Einstellungen',
  required: 'Das wird gebraucht.',
  erased: 'Gelöscht',
  pages: {
    organisation: 'Organisation',
    members: 'Mitglieder',
    auditors: 'Prüfer',
    intake: 'Wo Hinweise eingehen',
    webhooks: 'Webhooks',
    tokens: 'API-Token',
    calendar: 'Kalender',
    signIn: 'Eigener Anmeldedienst',
  },
  lead: {
    organisation: 'Was für alle in der Organisation gilt.',
    members: 'Wer zur Organisation gehört, und was jeder darf. Jede Änderung wird protokolliert.',
    auditors: 'Menschen von außen, die eine Zeit lang mitlesen: eine Prüfung, eine Behörde, ein Gericht.',
    intake: 'Wie Menschen und Systeme Ihnen sagen, dass etwas geschehen sein könnte.',
    webhooks: 'art33 sagt Ihren Systemen, dass etwas geschah. Es sagt nie, worum es bei einer Verletzung geht.',
    tokens: 'Mit einem Token arbeitet ein Programm hier im Namen der Organisation, so weit das Token es erlaubt.',
    calendar: 'Eine Adresse für Ihr Kalenderprogramm, die zeigt, wann Fristen enden.',
    signIn: 'Anmeldung über Ihren eigenen Dienst (OpenID Connect); seine Gruppen geben hier die Rollen.',
  },
  ...members,
  ...organisation,
  ...connections,
  ...work,
  ...installation,
  ...issuers,
  ...webhooks,
};
