import type { TemplateWords } from './words.js';

export const en: TemplateWords = {
  subject: 'Data protection: message from {{processor}}, please read soon (reference {{reference}})',
  text: `Dear Sir or Madam,

{{introduction}}

{{legal}}

What happened?
{{nature}}

When we learned of it
{{awareness}}

Which data are affected?
{{data}}

Whose data are affected?
{{persons}}

What may follow from it?
{{consequences}}

What we are doing about it
{{measures}}

What this means for you
{{actions}}

What is still open
{{gaps}}

Your contact
{{contact}}

Please acknowledge receipt.

Yours faithfully
{{signature}}`,
  introduction: {
    breach:
      '{{processor}} processes personal data for you. We have established that the protection of these data was breached (a personal data breach).',
    'suspected-breach':
      '{{processor}} processes personal data for you. There is a suspicion that the protection of these data was breached. It is not confirmed yet; we are looking into it and will write again.',
    irregularity:
      '{{processor}} processes personal data for you. We noticed an irregularity in this processing. Whether the protection of personal data was breached is not established yet.',
    'security-defect':
      '{{processor}} processes personal data for you. We learned of a material security defect that concerns this processing.',
    'for-information':
      '{{processor}} processes personal data for you. We inform you of a security-relevant incident connected with this processing.',
  },
  ruledOut: 'As far as we found, there is no personal data breach that has to be notified.',
  followUp: (when) => `This message follows up our message of ${when}.`,
  legal: (clauses, title, version) =>
    `We tell you this under the agreement “${title}” (version ${version}), ${clauses}.`,
  legalWithoutDuty: (title, version) => `We process these data under the agreement “${title}” (version ${version}).`,
  legalOfBreach: 'The statutory basis is Art. 33(2) GDPR.',
  clause: 'clause',
  actions: {
    breach:
      'You are the controller of these data. Please check whether you have to notify your data protection supervisory authority: where feasible within 72 hours of becoming aware of the breach (Art. 33(1) GDPR). No notification is needed only where a risk to the persons concerned is unlikely. Where a high risk is likely, the persons concerned are to be told too (Art. 34 GDPR). Document the incident in any case (Art. 33(5) GDPR).',
    breachUnderChurchLaw:
      'You are the controller of these data. Please check under the church data protection law that applies to you whether and until when you have to notify your church supervisory authority, and whether the persons concerned are to be told. Document the incident in any case.',
    other:
      'We will write without being asked as soon as more is known. Whether you act already now is your decision as the controller; the contact below helps you.',
  },
  began: 'Began',
  ended: 'Ended',
  detected: 'Detected',
  dimensions: {
    confidentiality: 'Confidentiality: somebody unauthorised could see data or received them.',
    integrity: 'Integrity: data were changed without authority or by mistake.',
    availability: 'Availability: data were or are not accessible, or are lost.',
  },
  specialCategories: 'Special categories (Art. 9 GDPR)',
  noSpecialCategories: 'none',
  special: {
    'racial-or-ethnic-origin': 'racial or ethnic origin',
    'political-opinions': 'political opinions',
    'religious-or-philosophical-beliefs': 'religious or philosophical beliefs',
    'trade-union-membership': 'trade union membership',
    'genetic-data': 'genetic data',
    'biometric-data': 'biometric data',
    health: 'health data',
    'sex-life-or-sexual-orientation': 'sex life or sexual orientation',
  },
  subprocessors: 'Subprocessor involved',
  about: 'about',
  proposed: 'proposed',
  items: {
    nature: 'Nature of the incident',
    'data-affected': 'Data affected',
    'categories-of-persons': 'Categories of persons',
    'number-of-persons': 'Number of persons',
    'categories-of-records': 'Categories of records',
    'number-of-records': 'Number of records',
    consequences: 'Likely consequences',
    measures: 'Measures',
    'contact-point': 'Contact point',
  },
  unknown: 'not yet known; will be supplied',
  nothingOpen: 'As things stand, nothing is open.',
  supplied: 'Whatever is still missing from this message we will supply without being asked.',
  meanwhile: 'Until we name a contact, you can reach us here:',
};
