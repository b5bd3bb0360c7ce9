import type { AttachedTo, AttachmentSource, PlannedAttachment } from '@art33/delivery';
import type { PdfRenderer } from '@art33/documents';
import { fold, isErased, type Commands, type RecordedEvent } from '@art33/event-log';
import { earliestKnowledge, incidentDecider, incidentStream } from '@art33/incidents';
import {
  isOpened,
  mailedLetter,
  NOTICE_JSON_NAME,
  noticeDecider,
  noticeJson,
  noticeJsonFile,
  noticeStream,
  referenceOf,
  type KnownText,
  type Language,
  type NoticeEvent,
  type NoticeEventOf,
  type NoticeJson,
  type NoticeLinks,
} from '@art33/notices';
import {
  agreementDecider,
  agreementStream,
  organisationDecider,
  organisationStream,
  termsDecider,
  termsStream,
  termsVersionAt,
  versionOf,
} from '@art33/parties';
import type { PastStates } from './past-states.js';

/** What is made, and by which edition of it. */
const LETTER = 'notice-letter/1';
const JSON_FILE = 'notice-json/1';

/** Messages whose files may be made at the same time. */
const AT_WORK = 32;

const LETTER_NAME: Readonly<Record<Language, string>> = { de: 'Mitteilung', en: 'Notice' };

/** The files that go with a notice: as a letter, and for machines. */
export const noticeAttachments = (language: Language, incidentId: string): readonly PlannedAttachment[] => [
  { name: `${LETTER_NAME[language]}-${referenceOf(incidentId)}.pdf`, mediaType: 'application/pdf', content: LETTER },
  { name: NOTICE_JSON_NAME, mediaType: 'application/json', content: JSON_FILE },
];

/** A sent notice with what its files need beside it. */
interface SentNotice {
  readonly json: NoticeJson;
  readonly zone: string;
}

/**
 * Makes the files of notice mails from the log as it was when the notice was sent: what is recorded later changes no file,
 * so a mail that is sent again is the same mail.
 */
export class NoticeAttachments implements AttachmentSource {
  /** What one message's files are made from: read once for all of them. */
  private readonly atWork = new Map<string, Promise<SentNotice | null>>();

  constructor(
    private readonly commands: Commands,
    private readonly past: PastStates,
    private readonly links: NoticeLinks,
    private readonly renderer: PdfRenderer,
  ) {}

  async bytesOf(message: AttachedTo, { content }: PlannedAttachment): Promise<Uint8Array | null> {
    const reading = this.atWork.get(message.messageId) ?? this.sentNotice(message);
    this.atWork.set(message.messageId, reading);
    // The last of a message's files; what is left behind otherwise goes when others come.
    if (content === JSON_FILE) this.atWork.delete(message.messageId);
    for (const oldest of this.atWork.keys()) if (this.atWork.size > AT_WORK) this.atWork.delete(oldest);
    const sent = await reading;
    if (sent === null) return null;
    if (content === JSON_FILE) return noticeJsonFile(sent.json);
    if (content === LETTER) return this.renderer.render(mailedLetter(sent.json, sent.zone));
    throw new Error(`nobody here makes ${content}`);
  }

  /** Null where its text, or its controller's name, has been erased. */
  private async sentNotice({ messageId, about }: AttachedTo): Promise<SentNotice | null> {
    const history = await this.commands.read<NoticeEvent>(noticeStream(about.id));
    const event = history.find((recorded) => isSending(recorded, about.part)) as
      RecordedEvent<NoticeEventOf<'NoticeSent'>> | undefined;
    if (!event) throw new Error(`sending ${about.part} of notice ${about.id} is not in the log`);
    const upTo = event.logNumber;
    const state = fold(
      noticeDecider,
      history.filter(({ logNumber }) => logNumber <= upTo),
    );
    const sending = state.sendings.find(({ sendNumber }) => sendNumber === about.part);
    const text = state.texts.find(({ textNumber }) => textNumber === sending?.textNumber);
    if (!isOpened(state) || !sending || !text) throw new Error(`notice ${about.id} has no text to send`);
    const { subject, text: body, salt } = text;
    if (isErased(subject) || isErased(body) || isErased(salt)) return null;
    const { incidentId, agreementId, controllerId } = state.notice;
    const incident = await this.past.shared(incidentDecider, incidentStream(incidentId), upTo);
    const agreement = await this.past.own(agreementDecider, agreementStream(agreementId), upTo);
    const controller = await this.past.own(organisationDecider, organisationStream(controllerId), upTo);
    if (agreement.status === 'none' || controller.status === 'none') throw new Error(`no agreement ${agreementId}`);
    const { name } = controller.organisation;
    if (isErased(name)) return null;
    const published = await this.past.shared(termsDecider, termsStream(agreement.termsId), upTo);
    const inForceAt = earliestKnowledge(incident.facts) ?? sending.at;
    const version = versionOf(published, termsVersionAt(agreement, inForceAt));
    if (!version) throw new Error(`no terms ${agreement.termsId}`);
    const known: KnownText = { ...text, subject, text: body, salt };
    const json = noticeJson({
      state,
      sending,
      text: known,
      event,
      terms: version.terms,
      controllerName: name,
      incident,
      link: this.links.urlOf('notice', messageId),
    });
    return { json, zone: state.notice.zone };
  }
}

const isSending = ({ type, data }: RecordedEvent<NoticeEvent>, part: number | undefined): boolean =>
  type === 'NoticeSent' && 'recipients' in data && data.sendNumber === part;
