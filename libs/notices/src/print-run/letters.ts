import type { Instant } from '@art33/deadlines';
import { messageStream } from '@art33/delivery';
import type { PrintedDocument } from '@art33/documents';
import { isErased, type Commands } from '@art33/event-log';
import { earliestKnowledge, incidentDecider, incidentStream, type IncidentState } from '@art33/incidents';
import {
  agreementDecider,
  agreementStream,
  organisationDecider,
  organisationStream,
  termsDecider,
  termsStream,
  termsVersionAt,
  versionOf,
  type OrganisationDetails,
  type Terms,
  type TermsState,
} from '@art33/parties';
import { noticeDecider } from '../domain/decider.js';
import { noticeMessageId, noticeStream } from '../domain/ids.js';
import { covers } from '../domain/kinds.js';
import { currentDeadline, isOpened, standingDuties, type OpenedNotice, type Sending } from '../domain/state.js';
import { referenceOf } from '../domain/templates/reference.js';
import type { Language } from '../domain/values.js';
import { noticeLetter } from '../letter/letter.js';
import { NoticeLinks } from '../mail/links.js';
import type { KnownText } from '../mail/notice-json.js';

/** Why a notice is not among the letters. */
export type LeftOut = 'no-approved-text' | 'erased';

/** A letter before it is laid out: whose it is, and in which language. */
export interface Addressee {
  readonly noticeId: string;
  readonly language: Language;
  readonly name: string;
  readonly address: OrganisationDetails['address'];
  readonly country: string;
  readonly customerNumber: string | null;
  /** The sending whose text the letter repeats; null where no mail went before. */
  readonly sendNumber: number | null;
}

interface Found {
  readonly addressee: Addressee;
  readonly state: OpenedNotice;
  readonly sending: Sending | null;
  readonly text: KnownText;
}

/** Makes the letters of one incident's notices. It lives for one print run: incident and terms are read once. */
export class Letters {
  private readonly terms = new Map<string, Promise<TermsState>>();
  private readonly incident: Promise<IncidentState>;

  constructor(
    private readonly commands: Commands,
    private readonly links: NoticeLinks,
    incidentId: string,
    private readonly printedAt: Instant,
  ) {
    this.incident = commands.state(incidentDecider, incidentStream(incidentId));
    this.incident.catch(() => undefined);
  }

  async addressee(noticeId: string): Promise<Addressee | LeftOut> {
    const found = await this.find(noticeId);
    return typeof found === 'string' ? found : found.addressee;
  }

  async letter(noticeId: string): Promise<PrintedDocument | LeftOut> {
    const found = await this.find(noticeId);
    if (typeof found === 'string') return found;
    const { addressee, state, sending, text } = found;
    const { incidentId, agreementId, zone } = state.notice;
    const incident = await this.incident;
    const terms = await this.termsOf(agreementId, earliestKnowledge(incident.facts) ?? this.printedAt);
    const kind = sending?.kind ?? text.kind;
    const duties = sending
      ? state.duties.filter(({ dutyId }) => sending.duties.includes(dutyId))
      : standingDuties(state).filter((duty) => covers(kind, duty.kind));
    return noticeLetter({
      language: text.language,
      kind,
      writtenAt: sending?.at ?? this.printedAt,
      sending: sending?.sendNumber ?? null,
      reference: referenceOf(incidentId),
      zone,
      processor: terms.processor,
      controller: addressee,
      terms,
      incident: incident.details,
      duties: duties.map((duty) => ({ clause: duty.clause, deadline: currentDeadline(duty) })),
      text: { subject: text.subject, body: text.text },
      record: { noticeId, textNumber: text.textNumber, salt: text.salt, hash: text.hash },
      link: sending ? await this.linkOf(noticeId, sending) : null,
      inMail: false,
    });
  }

  private async find(noticeId: string): Promise<Found | LeftOut> {
    const state = await this.commands.state(noticeDecider, noticeStream(noticeId));
    if (!isOpened(state)) return 'no-approved-text';
    const sending = state.sendings.at(-1) ?? null;
    const drafted = sending
      ? state.texts.find(({ textNumber }) => textNumber === sending.textNumber)
      : state.texts.findLast(({ approvedAt }) => approvedAt !== null);
    if (!drafted) return 'no-approved-text';
    const { subject, text, salt } = drafted;
    const controller = await this.commands.state(organisationDecider, organisationStream(state.notice.controllerId));
    if (controller.status === 'none' || isErased(subject) || isErased(text) || isErased(salt)) return 'erased';
    const { name, address, country, customerNumber } = controller.organisation;
    if (isErased(name) || isErased(address)) return 'erased';
    const addressee: Addressee = {
      noticeId,
      language: drafted.language,
      name,
      address,
      country,
      customerNumber: isErased(customerNumber) ? null : customerNumber,
      sendNumber: sending?.sendNumber ?? null,
    };
    return { addressee, state, sending, text: { ...drafted, subject, text, salt } };
  }

  /** The page of the first mail of that sending; a letter has none of its own. */
  private async linkOf(noticeId: string, { sendNumber, recipients }: Sending): Promise<string | null> {
    for (const contactId of recipients) {
      const messageId = noticeMessageId(noticeId, sendNumber, contactId);
      const [prepared] = await this.commands.read(messageStream(messageId));
      if (prepared) return this.links.urlOf('notice', messageId);
    }
    return null;
  }

  private async termsOf(agreementId: string, at: Instant): Promise<Terms> {
    const agreement = await this.commands.state(agreementDecider, agreementStream(agreementId));
    if (agreement.status === 'none') throw new Error(`no agreement ${agreementId}`);
    const { termsId } = agreement;
    const reading = this.terms.get(termsId) ?? this.commands.state(termsDecider, termsStream(termsId));
    this.terms.set(termsId, reading);
    const version = versionOf(await reading, termsVersionAt(agreement, at));
    if (!version) throw new Error(`no terms ${termsId}`);
    return version.terms;
  }
}
