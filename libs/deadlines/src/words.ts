import type { Language, InBoth } from './format.js';

/** The anchors that clocks hang on, as a sentence names them. */
const ANCHORS: Readonly<Record<string, InBoth>> = {
  'suspicion-known': { de: 'Kenntnis vom Verdacht', en: 'suspicion known' },
  'breach-established': { de: 'Feststellung der Verletzung', en: 'breach established' },
  'irregularity-known': { de: 'Kenntnis von der Unregelmäßigkeit', en: 'irregularity known' },
  'irregularity-known/unauthorised-access-or-change': {
    de: 'Kenntnis vom unbefugten Zugriff oder der unbefugten Änderung',
    en: 'unauthorised access or change known',
  },
  'irregularity-known/loss-or-damage': { de: 'Kenntnis von Verlust oder Beschädigung', en: 'loss or damage known' },
  'irregularity-known/other': { de: 'Kenntnis von der Unregelmäßigkeit', en: 'irregularity known' },
  'defect-known': { de: 'Kenntnis vom Sicherheitsmangel', en: 'security defect known' },
  'ruled-out-as-notifiable': { de: 'Feststellung, dass keine Meldepflicht besteht', en: 'ruled out as notifiable' },
  'controller-aware': { de: 'Kenntnis des Verantwortlichen', en: 'awareness of the controller' },
  'processor-aware': { de: 'Kenntnis des Auftragsverarbeiters', en: 'awareness of the processor' },
  'own-awareness': { de: 'Eigene Kenntnis des Verantwortlichen', en: 'the controller’s own awareness' },
  'breach-notice-received': {
    de: 'Zugang der Meldung einer Verletzung beim Verantwortlichen',
    en: 'notice of a breach received by the controller',
  },
  'sent-with-gaps': { de: 'Absendung mit Lücken', en: 'sent with gaps' },
  'notice-received': { de: 'Zugang der Meldung beim Verantwortlichen', en: 'notice received by the controller' },
  'high-risk-likely': { de: 'Feststellung eines voraussichtlich hohen Risikos', en: 'high risk found likely' },
};

/** An anchor in words; one that is not in the list reads as it was given. */
export const anchorInWords = (what: string, language: Language): string => ANCHORS[what]?.[language] ?? what;

/** A clause or article as a text in this language cites it: `Art. 33(1) GDPR` is `Art. 33 Abs. 1 DSGVO` in German. */
export const sourceInWords = (source: string, language: Language): string =>
  language === 'en'
    ? source
    : source
        .replace(/\((\d+)\)/g, ' Abs. $1')
        .replace('GDPR', 'DSGVO')
        .replace('Reg.', 'VO');
