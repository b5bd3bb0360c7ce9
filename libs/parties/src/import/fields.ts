import type { ImportField } from '@art33/imports';
import type { ContactPurpose, Land, Language, Regime } from '../domain/organisation.js';

/** What a file of controllers can hold, and how its columns are called in German and English. */
export const CONTROLLER_FIELDS = [
  {
    name: 'name',
    required: true,
    headers: [
      'Name',
      'Kunde',
      'Kundenname',
      'Verantwortlicher',
      'Praxis',
      'Firma',
      'Organisation',
      'Controller',
      'Customer',
      'Company',
    ],
  },
  {
    name: 'customerNumber',
    headers: ['Kundennummer', 'Kunden-Nr.', 'Kd.-Nr.', 'KdNr', 'Customer number', 'Customer no.', 'Customer ID'],
    ifMissing: 'customers are told apart by name and place only',
  },
  { name: 'legalForm', headers: ['Rechtsform', 'Legal form'] },
  { name: 'street', headers: ['Straße', 'Straße und Hausnummer', 'Anschrift', 'Adresse', 'Address', 'Street'] },
  { name: 'postalCode', headers: ['PLZ', 'Postleitzahl', 'Postal code', 'Postcode', 'ZIP'] },
  { name: 'city', required: true, headers: ['Ort', 'Stadt', 'City', 'Town', 'Place'] },
  { name: 'land', headers: ['Bundesland', 'Federal state', 'State'] },
  { name: 'country', headers: ['Staat', 'Ländercode', 'Country', 'Country code'] },
  { name: 'timeZone', headers: ['Zeitzone', 'Time zone'] },
  { name: 'language', headers: ['Sprache', 'Language'] },
  { name: 'regime', headers: ['Recht', 'Datenschutzrecht', 'Regime'] },
  {
    name: 'contactName',
    headers: [
      'Ansprechpartner',
      'Ansprechperson',
      'Kontakt',
      'Kontaktperson',
      'Contact',
      'Contact name',
      'Contact person',
    ],
  },
  { name: 'contactFunction', headers: ['Funktion', 'Rolle', 'Function', 'Role', 'Contact function'] },
  {
    name: 'email',
    headers: ['E-Mail', 'Mail', 'E-Mail-Adresse', 'Mailadresse', 'E-mail address', 'Contact email'],
    ifMissing: 'no contact gets an e-mail address, and no notice a way to its controller',
  },
  { name: 'phone', headers: ['Telefon', 'Telefonnummer', 'Tel.', 'Phone', 'Phone number', 'Telephone'] },
  { name: 'purposes', headers: ['Zweck', 'Zwecke', 'Purpose'] },
  { name: 'terms', headers: ['Vertrag', 'AVV', 'Vertragsbedingungen', 'Vertragstext', 'Agreement', 'DPA'] },
  { name: 'termsVersion', headers: ['Vertragsversion', 'Version', 'Terms version'] },
  {
    name: 'from',
    headers: [
      'ab',
      'seit',
      'gültig ab',
      'Vertrag seit',
      'Vertrag ab',
      'Vertragsbeginn',
      'Beginn',
      'since',
      'start',
      'start date',
    ],
    ifMissing: 'no agreement is imported, and no incident can affect these customers',
  },
  { name: 'until', headers: ['bis', 'gültig bis', 'Vertrag bis', 'Vertragsende', 'Ende', 'end', 'end date'] },
] as const satisfies readonly ImportField[];

export type ControllerField = (typeof CONTROLLER_FIELDS)[number]['name'];

/** Longest texts, in characters: those of the API. */
export const LONGEST: Readonly<Partial<Record<ControllerField, number>>> = {
  name: 300,
  customerNumber: 100,
  legalForm: 100,
  street: 200,
  postalCode: 20,
  city: 200,
  timeZone: 60,
  contactName: 200,
  contactFunction: 200,
  email: 254,
  phone: 60,
};

export const LAND_NAMES: Readonly<Record<Land, readonly string[]>> = {
  BB: ['Brandenburg'],
  BE: ['Berlin'],
  BW: ['Baden-Württemberg'],
  BY: ['Bayern', 'Bavaria'],
  HB: ['Bremen'],
  HE: ['Hessen', 'Hesse'],
  HH: ['Hamburg'],
  MV: ['Mecklenburg-Vorpommern'],
  NI: ['Niedersachsen', 'Lower Saxony'],
  NW: ['Nordrhein-Westfalen', 'NRW', 'North Rhine-Westphalia'],
  RP: ['Rheinland-Pfalz', 'Rhineland-Palatinate'],
  SH: ['Schleswig-Holstein'],
  SL: ['Saarland'],
  SN: ['Sachsen', 'Saxony'],
  ST: ['Sachsen-Anhalt', 'Saxony-Anhalt'],
  TH: ['Thüringen', 'Thuringia'],
};
/** Other countries are given by their two letters. */
export const COUNTRY_NAMES: Readonly<Record<string, readonly string[]>> = {
  DE: ['Deutschland', 'Germany', 'D'],
  AT: ['Österreich', 'Austria', 'A'],
  CH: ['Schweiz', 'Switzerland'],
};
export const LANGUAGE_NAMES: Readonly<Record<Language, readonly string[]>> = {
  de: ['Deutsch', 'German'],
  en: ['Englisch', 'English'],
};
export const REGIME_NAMES: Readonly<Record<Regime, readonly string[]>> = {
  gdpr: ['DSGVO', 'DS-GVO'],
  kdg: ['katholisch'],
  'dsg-ekd': ['DSG EKD', 'evangelisch'],
  public: ['öffentlich', 'öffentliche Stelle'],
};
export const PURPOSE_NAMES: Readonly<Record<ContactPurpose, readonly string[]>> = {
  'breach-notices': ['Meldungen', 'Datenpannen'],
  'data-protection-officer': ['Datenschutzbeauftragter', 'Datenschutzbeauftragte', 'DSB', 'DPO'],
  'subprocessor-changes': ['Unterauftragsverarbeiter'],
};
