import type { webhooks as en } from '../en/webhooks.js';

/** Von Webhooks: für Verwaltende, die das Wort vielleicht noch nie gehört haben. */
export const webhooks: typeof en = {
  webhooks: {
    add: 'Adresse hinzufügen',
    addText:
      'Wer Ihre anderen Systeme betreut (Ticketsystem, Chat, Überwachung), nennt Ihnen eine Adresse. Dorthin sendet art33 eine kurze Nachricht, sobald etwas geschieht.',
    addDeed: 'Hinzufügen und mit dem Senden beginnen',
    one: 'Webhook',
    address: 'Adresse',
    sent: 'Bekommt',
    url: 'Adresse Ihres Systems',
    urlHint: 'Sie beginnt mit https:// und ist aus dem Internet erreichbar.',
    urlForm: 'Eine ganze Adresse, z. B. https://hooks.example.org/art33.',
    which: 'Was wird gesendet?',
    everything: 'Alles, was geschieht',
    some: 'Nur dies',
    noType: 'Wählen Sie mindestens eines.',
    type: {
      near: 'Eine Frist wird knapp',
      missed: 'Eine Frist ist versäumt',
      undeliverable: 'Eine Meldung war nicht zustellbar',
      incidents: 'Alles zu Vorfällen',
      notices: 'Alles zu Meldungen',
      duties: 'Alles zu Fristen',
      opened: 'Eine Akte wurde angelegt',
      filingNear: 'Die 72 Stunden werden knapp',
      filingMissed: 'Die 72 Stunden endeten ohne Meldung oder Entscheidung',
      received: 'Alles zu Meldungen',
      cases: 'Alles zu Akten',
    },
    is: {
      on: 'Sendet',
      failing: 'Scheitert, versucht es wieder',
      off: 'Ausgeschaltet',
      gaveUp: 'Von art33 angehalten',
    },
    secretFor:
      'Daran erkennt Ihr System, dass eine Nachricht von art33 kommt. Geben Sie es der Person, die das System betreut.',
    thenTry: 'Ist es dort eingetragen, senden Sie einen Test.',
    toIt: 'Zu diesem Webhook',
    off: {
      'by-person': 'Jemand aus Ihrer Organisation hat ihn ausgeschaltet:',
      gone: 'Ihr System antwortete, dass es diese Adresse nicht mehr gibt; art33 hat angehalten:',
      failing: 'Drei Tage lang nahm Ihr System nichts an; art33 hat angehalten:',
    },
    goesWell: 'Alles ist angekommen, nichts steht aus.',
    fails_one:
      '{{count}} Versuch ist gescheitert. Nichts geht verloren: Es wird wieder gesendet, bis Ihr System es annimmt.',
    fails_other:
      '{{count}} Versuche nacheinander sind gescheitert. Nichts geht verloren: Es wird wieder gesendet, bis Ihr System es annimmt.',
    failingSince: 'Seit',
    nextAttempt: 'Nächster Versuch:',
    enable: 'Einschalten',
    enableHint: 'Er macht weiter, wo er aufhörte: Was inzwischen geschah, wird mitgesendet.',
    disable: 'Ausschalten',
    disableHint: 'Wieder eingeschaltet macht er weiter, wo er aufhörte; nichts geht verloren.',
    ping: 'Test senden',
    attempts: 'Zuletzt gesendet',
    noAttempts: 'Es wurde noch nichts gesendet.',
    older_one: '{{count}} ältere',
    older_other: '{{count}} ältere',
    taken: 'Angenommen',
    notTaken: 'Nicht angenommen',
    outcome: {
      delivered: 'Ihr System hat es angenommen.',
      gone: 'Ihr System sagt, dass es diese Adresse nicht mehr gibt (410).',
      redirected:
        'Ihr System schickt an eine andere Adresse weiter. art33 folgt nicht: Tragen Sie hier die andere ein.',
      refused:
        'Ihr System hat es abgelehnt. Bei 401 oder 403 stimmt dort wohl das Geheimnis nicht; ab 500 liegt der Fehler in Ihrem System.',
      'timed-out': 'Ihr System antwortete nicht innerhalb von 15 Sekunden.',
      'name-not-found': 'Einen Rechner dieses Namens gibt es nicht. Stimmt die Adresse?',
      'address-not-allowed': 'Die Adresse führt in ein inneres Netz; das ist nicht erlaubt.',
      'tls-failed': 'Das Zertifikat Ihres Systems ist ungültig oder abgelaufen.',
      'connection-failed': 'Ihr System ist nicht erreichbar. Läuft es, und lässt seine Firewall art33 herein?',
    },
    rotate: 'Neues Geheimnis',
    rotateTitle: 'Ein neues Geheimnis machen?',
    rotateConsequence:
      'Es wird einmal gezeigt. 24 Stunden lang tragen Nachrichten beide, damit Ihr System umstellen kann; dann gilt das bisherige nicht mehr.',
    bothUntil: 'Das bisherige Geheimnis gilt mit bis',
    again: 'Noch einmal senden …',
    againTitle: 'Noch einmal senden, was geschah?',
    againConsequence:
      'Alles ab diesem Zeitpunkt wird noch einmal gesendet. Ihr System kann Nachrichten bekommen, die es schon hat; ein künftiger Zeitpunkt lässt aus, was vorher geschieht.',
    from: 'Ab',
    change: 'Adresse oder Auswahl ändern',
    changeDeed: 'Änderung speichern',
    remove: 'Entfernen',
    removeTitle: 'Diesen Webhook entfernen?',
    removeConsequence:
      'Dorthin wird nichts mehr gesendet, endgültig, und sein Geheimnis gilt nicht mehr. Für eine Pause schalten Sie ihn aus.',
    refused: {
      url: 'Diese Adresse geht nicht: Es braucht https, eine öffentliche Adresse und keinen Benutzernamen und kein Passwort darin.',
      types: 'Eines der gewählten Ereignisse wird Ihrer Organisation nicht gesendet.',
      tooMany: 'Es gibt schon 20 Webhooks. Entfernen Sie zuerst einen.',
      gone: 'Jemand hat diesen Webhook inzwischen entfernt.',
    },
    empty: {
      title: 'Kein anderes System erfährt etwas',
      text: 'Mit einem Webhook erfährt Ihr Ticketsystem oder Chat sofort von Fristen und Meldungen. Um mit art33 zu arbeiten, brauchen Sie keinen.',
    },
  },
};
