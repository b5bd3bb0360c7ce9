/**
 * Was der Dienst an einer Datei beanstandet, auf Deutsch. Er sagt es auf Englisch, in Sätzen mit Lücken: `{{…}}` steht für das, was
 * im einen wie im andern dasselbe ist. Was hier fehlt, bleibt englisch.
 */
export const rules: Readonly<Record<string, string>> = {
  // Zellen
  'a date is written as 2026-10-24 or 24.10.2026, with or without 21:40':
    'Ein Datum steht als 24.10.2026 oder 2026-10-24, mit oder ohne 21:40',
  'no time zone has the name that stands behind the time; they are written as Europe/Berlin':
    'Hinter der Uhrzeit steht keine Zeitzone; sie heißen wie Europe/Berlin',
  'an instant lies in the years {{first}} to {{last}}': 'Ein Zeitpunkt liegt in den Jahren {{first}} bis {{last}}',
  'leap seconds cannot be recorded; state the second before or after':
    'Schaltsekunden lassen sich nicht festhalten; geben Sie die Sekunde davor oder danach an',
  'this time of day does not exist': 'Diese Uhrzeit gibt es nicht',
  '{{date}} is no date': '{{date}} ist kein Datum',
  'the clocks of {{zone}} show this time twice; state the offset: {{first}} or {{second}}':
    'In {{zone}} gibt es diese Uhrzeit zweimal; geben Sie den Abstand zu UTC an: {{first}} oder {{second}}',
  'this time does not exist in {{zone}}: the clocks go from {{from}} to {{to}}':
    'In {{zone}} gibt es diese Uhrzeit nicht: Die Uhr springt von {{from}} auf {{to}}',
  '{{zone}} does not have this offset then, but {{offset}}':
    '{{zone}} hat dann nicht diesen Abstand zu UTC, sondern {{offset}}',
  'one of {{values}}': 'Eines von: {{values}}',
  'one of confidentiality, integrity, availability': 'Eines von: Vertraulichkeit, Integrität, Verfügbarkeit',
  'one of undecided, breach, ruled-out': 'Eines von: offen, Verletzung, ausgeschlossen',
  'one of breach-notices, data-protection-officer, subprocessor-changes':
    'Eines von: Meldungen, Datenschutzbeauftragter, Unterauftragsverarbeiter',
  'one of de, en': 'Eines von: Deutsch, Englisch',
  'at most {{count}} characters': 'Höchstens {{count}} Zeichen',
  'a text holds no control characters': 'Ein Text enthält keine Steuerzeichen',
  'a text in one line': 'Ein Text in einer Zeile',
  'a whole number, with `ca.` in front where it is approximate': 'Eine ganze Zahl, geschätzt mit „ca.“ davor',
  'at most {{count}} measures': 'Höchstens {{count}} Maßnahmen',
  'at most {{count}} customers': 'Höchstens {{count}} Kunden',
  // Spalten
  'no field has this name; there are {{names}}': 'Kein Feld heißt so; es gibt {{names}}',
  'there is no column {{column}}; {{more}}': 'Es gibt keine Spalte {{column}}; {{more}}',
  'both {{one}} (column {{first}}) and {{other}} (column {{second}}) may be meant: say which one by a mapping':
    'Gemeint sein kann {{one}} (Spalte {{first}}) oder {{other}} (Spalte {{second}}): Benennen Sie eine von beiden um',
  'no column is known as this field: say which one by a mapping; {{more}}':
    'Keine Spalte ist als dieses Feld bekannt: Benennen Sie die richtige so; {{more}}',
  'none of the columns is known by its name: does the first row hold the names?':
    'keine Spalte ist an ihrem Namen zu erkennen: Stehen in der ersten Zeile die Namen?',
  'there are {{names}}': 'es gibt {{names}}',
  'column {{number}}, which has no name': 'Spalte {{number}} ohne Namen',
  'customers are told apart by name and place only': 'Kunden werden nur an Name und Ort unterschieden',
  'no contact gets an e-mail address, and no notice a way to its controller':
    'Kein Kontakt bekommt eine E-Mail-Adresse, und keine Meldung einen Weg zu ihrem Verantwortlichen',
  'no agreement is imported, and no incident can affect these customers':
    'Kein AVV wird eingelesen, und kein Vorfall kann diese Kunden betreffen',
  'the records do not say when the incident became known':
    'Die Unterlagen sagen nicht, seit wann der Vorfall bekannt war',
  'the records do not say which customers were affected': 'Die Unterlagen sagen nicht, welche Kunden betroffen waren',
  // Verantwortliche, Kontakte, AVV
  'an organisation has a name': 'Der Name fehlt',
  'an address names the place': 'Der Ort fehlt',
  'a country is two capital letters (ISO 3166-1), e.g. DE': 'Ein Land steht als zwei Großbuchstaben, z. B. DE',
  'in Germany the Land decides on the authority (§ 40(2) BDSG)':
    'In Deutschland entscheidet das Bundesland über die Aufsicht (§ 40 Abs. 2 BDSG)',
  'only an organisation in Germany has a Land': 'Ein Bundesland gibt es nur in Deutschland',
  'a time zone is an IANA name, e.g. Europe/Berlin': 'Eine Zeitzone heißt wie Europe/Berlin',
  'a contact has a name, of a person or of a post': 'Ein Kontakt hat einen Namen, einer Person oder Stelle',
  'an e-mail address looks like office@example.org': 'Eine E-Mail-Adresse sieht aus wie praxis@example.org',
  'a contact has an e-mail address or a telephone number': 'Ein Kontakt hat eine E-Mail-Adresse oder Telefonnummer',
  'a contact for breach notices has an e-mail address: a call is no text form (§ 126b BGB)':
    'Ein Kontakt für Meldungen hat eine E-Mail-Adresse: Ein Anruf ist keine Textform (§ 126b BGB)',
  'a controller with this customer number is registered already':
    'Ein Verantwortlicher mit dieser Kundennummer ist schon da',
  'a controller with this name is registered in this place already':
    'Ein Verantwortlicher dieses Namens ist an diesem Ort schon da',
  'row {{row}} says something else of the same controller': 'Zeile {{row}} sagt von demselben Verantwortlichen anderes',
  'this controller has this contact in row {{row}} already': 'Diesen Kontakt hat er schon in Zeile {{row}}',
  'an agreement says since when it holds': 'Es fehlt, seit wann der AVV gilt',
  'an agreement does not end before it starts': 'Ein AVV endet nicht vor seinem Beginn',
  'row {{row}} says something else of the same agreement': 'Zeile {{row}} sagt von demselben AVV anderes',
  'say under which terms it was concluded; {{more}}':
    'Es fehlt, unter welchen Vertragsbedingungen er geschlossen wurde; {{more}}',
  'no terms of this processor have this id or title; {{more}}':
    'Keine Vertragsbedingungen haben diese Kennung oder diesen Titel; {{more}}',
  "this processor's texts are: {{texts}}": 'vorhanden sind: {{texts}}',
  'several texts have this title: give the id': 'Mehrere Texte heißen so: Geben Sie die Kennung an',
  'no such version was published; {{more}}': 'Diese Fassung wurde nicht veröffentlicht; {{more}}',
  'on {{day}} no version that art33 knows was in force: say in termsVersion which one was accepted; {{more}}':
    'Am {{day}} galt keine Fassung, die art33 kennt: Nennen Sie in „termsVersion“ die vereinbarte; {{more}}',
  'no processor with this id is registered here: import its terms first':
    'Dieser Auftragsverarbeiter ist hier nicht angelegt: Lesen Sie zuerst seine Vertragsbedingungen ein',
  // Vorfälle der Vergangenheit
  '{{customer}}: no controller with this customer number is registered':
    '{{customer}}: Kein Verantwortlicher hat diese Kundennummer',
  '{{customer}}: there is no agreement with this customer': '{{customer}}: Mit diesem Kunden gibt es keinen AVV',
  'entry {{number}}': 'Eintrag {{number}}',
  'row {{row}} holds the same incident': 'Zeile {{row}} enthält denselben Vorfall',
  'this incident of the past is recorded already': 'Dieser Vorfall ist schon festgehalten',
  'an incident does not end before it began': 'Ein Vorfall endet nicht vor seinem Beginn',
  'an incident has a title': 'Ein Vorfall hat einen Namen',
  'what has been observed does not lie in the future: {{field}} is {{stated}}, now is {{now}}':
    'Was beobachtet wurde, liegt nicht in der Zukunft',
  // Die Datei als Ganzes
  'the file is not valid UTF-8: it may be windows-1252': 'Die Datei ist nicht als UTF-8 gespeichert',
  'the file is no text: it holds NUL characters': 'Die Datei ist kein Text',
  'a quotation mark is not closed, or stands where none may stand':
    'Ein Anführungszeichen ist nicht geschlossen, oder steht, wo keines stehen darf',
  'the file is no XLSX workbook: {{why}}': 'Die Datei ist keine XLSX-Arbeitsmappe',
  'the file is no XLSX workbook': 'Die Datei ist keine XLSX-Arbeitsmappe',
  'this is an old .xls workbook, or one with a password: save it as .xlsx without one':
    'Das ist eine alte .xls-Arbeitsmappe oder eine mit Kennwort: Speichern Sie sie als .xlsx ohne Kennwort',
  'the workbook cannot be read: save it anew as .xlsx':
    'Die Arbeitsmappe ist nicht lesbar: Speichern Sie sie neu als .xlsx',
  'the workbook comes to more than {{size}} MiB when unpacked':
    'Die Arbeitsmappe ist ausgepackt größer als {{size}} MiB',
  'the first row names the columns: it is empty': 'In der ersten Zeile stehen die Namen der Spalten: Sie ist leer',
  'there are more than {{count}} columns': 'Es sind mehr als {{count}} Spalten',
  'there are more than {{count}} rows': 'Es sind mehr als {{count}} Zeilen',
  'there are more than {{count}} entries': 'Es sind mehr als {{count}} Einträge',
  'there are more than {{count}} fields': 'Es sind mehr als {{count}} Felder',
  'this row has {{cells}} cells, the header only {{columns}}':
    'Diese Zeile hat {{cells}} Zellen, die Kopfzeile nur {{columns}}',
  'a cell has more than {{count}} characters': 'Eine Zelle hat mehr als {{count}} Zeichen',
  'the file is not JSON: what stands in line {{line}}, column {{column}} does not belong there':
    'Die Datei ist kein JSON: Was in Zeile {{line}}, Spalte {{column}} steht, gehört nicht dorthin',
  'the file is not JSON': 'Die Datei ist kein JSON',
  'the file is a JSON array of objects': 'Die Datei ist eine JSON-Liste von Objekten',
  'each entry is an object': 'Jeder Eintrag ist ein Objekt',
  'the file is empty': 'Die Datei ist leer',
  'the file is larger than {{size}} MiB': 'Die Datei ist größer als {{size}} MiB',
  'nothing was imported: {{count}} fault in the file': 'Nichts wurde eingelesen: ein Fehler in der Datei',
  'nothing was imported: {{count}} faults in the file': 'Nichts wurde eingelesen: {{count}} Fehler in der Datei',
  'it was cut before the first row: send the same file again under this id, or give it up':
    'Er brach vor der ersten Zeile ab: Lesen Sie dieselbe Datei noch einmal ein, oder geben Sie ihn auf',
  'it was cut at row {{row}}: send the same file again under this id, or give it up':
    'Er brach in Zeile {{row}} ab: Lesen Sie dieselbe Datei noch einmal ein, oder geben Sie ihn auf',
  // Vertragsbedingungen
  'is missing: {{meaning}}': 'Fehlt',
  'is unknown; known here: {{names}}': 'Ist unbekannt; es gibt hier {{names}}',
  'is given twice, first in line {{line}}': 'Steht zweimal da, zuerst in Zeile {{line}}',
  'is empty: write `none` if there is none': 'Ist leer: Schreiben Sie none, wo nichts ist',
  'must not be empty': 'Darf nicht leer sein',
  'must be text, but is {{found}}: put it in quotes': 'Muss ein Text sein: Setzen Sie es in Anführungszeichen',
  'must be text, but is {{found}}': 'Muss ein Text sein',
  'must be a list, but is {{found}}': 'Muss eine Liste sein',
  'must be a group of fields, but is {{found}}': 'Muss eine Gruppe von Feldern sein',
  'must be true or false, but is {{found}}': 'Muss true oder false sein',
  'must be a whole number above 0, but is {{found}}': 'Muss eine ganze Zahl über 0 sein',
  'must be one of {{values}}, but is empty': 'Muss eines sein von {{values}}, ist aber leer',
  'must be one of {{values}}, but is `{{found}}`': 'Muss eines sein von {{values}}, ist aber „{{found}}“',
  'must be one of {{values}}, but is {{found}}': 'Muss eines sein von {{values}}',
  'must have at least {{count}} entry': 'Braucht einen Eintrag',
  'must have at least {{count}} entries': 'Braucht {{count}} Einträge',
  'holds a tab or another character that cannot be printed':
    'Enthält einen Tabulator oder ein Zeichen, das nicht druckbar ist',
  'a tab at the start of the line: YAML is indented with spaces':
    'Ein Tabulator am Zeilenanfang: YAML wird mit Leerzeichen eingerückt',
  '`{{value}}` is used twice in this list, first in line {{line}}':
    '„{{value}}“ steht zweimal in dieser Liste, zuerst in Zeile {{line}}',
  'there is no open term `{{id}}`': 'Es gibt keine offene Regelung „{{id}}“',
  'there is no trigger `{{id}}`': 'Es gibt keinen Auslöser „{{id}}“',
  'the kind breach belongs to the fact breach-established, and to no other':
    'Die Art „breach“ gehört zur Tatsache „breach-established“, und zu keiner anderen',
  'only for the fact irregularity-known': 'Nur zur Tatsache „irregularity-known“',
  'no trigger for the fact breach-established: where the text has no such clause, Art. 33(2) GDPR stands in its place, undated':
    'Kein Auslöser zur Tatsache „breach-established“: Wo der Text keine solche Klausel hat, steht Art. 33 Abs. 2 DSGVO an ihrer Stelle, ohne Stunden',
  '`{{item}}` is missing: list it with `clause: none` if it is not owed':
    '„{{item}}“ fehlt: Nennen Sie es mit „clause: none“, wenn es nicht geschuldet ist',
  'a form is stated: name the clause that states it':
    'Eine Form ist angegeben: Nennen Sie die Klausel, die sie verlangt',
  'length and unit are either both given or both none':
    'Länge und Einheit sind entweder beide angegeben oder beide none',
  'is none of the values of `{{id}}`': 'Ist keiner der Werte von „{{id}}“',
  'a processor publishes its own terms only': 'Jeder veröffentlicht nur seine eigenen Vertragsbedingungen',
  'a changed text takes effect no earlier than the latest version ({{day}})':
    'Ein geänderter Text gilt frühestens ab der letzten Fassung ({{day}})',
  'and {{count}} more': 'und {{count}} weitere',
};
