import { CloudEvent, HTTP, type Message } from 'cloudevents';
import { invalid, invalidAll, readInstant, validationPipe } from '@art33/http';
import type { ToldNow } from '../domain/reports/commands.js';
import { MOST_TEXT, ReportBody } from './report-body.dto.js';

const SHORT = 200;

export function toldInBody({ text, reporter, noticedAt, noticed, source }: ReportBody): ToldNow {
  return {
    text,
    reporter: reporter
      ? { name: reporter.name ?? null, email: reporter.email ?? null, phone: reporter.phone ?? null }
      : null,
    noticedAt: noticedAt === undefined || noticedAt === null ? null : readInstant('noticedAt', noticedAt),
    noticed: noticed ?? null,
    source: source ?? null,
  };
}

/** Reads a request of a webhook: our own body, or a CloudEvent (structured or binary). Throws problems that name fields. */
export async function toldByWebhook(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: unknown,
): Promise<ToldNow> {
  const message: Message = { headers: { ...headers }, body };
  const isEvent = headers['ce-specversion'] !== undefined || /cloudevents/.test(String(headers['content-type']));
  return isEvent ? ofCloudEvent(message) : toldInBody(await readBody(body));
}

const readBody = async (body: unknown): Promise<ReportBody> =>
  (await validationPipe().transform(body, { type: 'body', metatype: ReportBody })) as ReportBody;

/** A CloudEvent whose data is our own body, or anything else, which then is told as it stands. */
async function ofCloudEvent(message: Message): Promise<ToldNow> {
  const event = read(message);
  const source = `${event.source} ${event.type} ${event.id}`.slice(0, SHORT);
  const noticedAt = event.time === undefined ? null : readInstant('time', event.time);
  const { data } = event;
  if (typeof data === 'object' && data !== null && 'text' in data) {
    const told = toldInBody(await readBody(data));
    return { ...told, noticedAt: told.noticedAt ?? noticedAt, source: told.source ?? source };
  }
  const words =
    data === undefined || data === null ? '' : typeof data === 'string' ? data : JSON.stringify(data, null, 2);
  const text = [[event.type, event.subject].filter(Boolean).join(' '), words].filter(Boolean).join('\n\n');
  if (text.length > MOST_TEXT) throw invalid('data', `at most ${MOST_TEXT} characters, with type and subject`);
  return { text, reporter: null, noticedAt, noticed: null, source };
}

function read(message: Message): CloudEvent<unknown> {
  try {
    const event = HTTP.toEvent<unknown>(message);
    if (Array.isArray(event)) throw invalid('', 'one CloudEvent, no batch');
    // Reading alone overlooks what is missing.
    (event as CloudEvent<unknown>).validate();
    return event as CloudEvent<unknown>;
  } catch (error) {
    if (!(error instanceof Error) || 'getStatus' in error) throw error;
    const errors = (
      error as { readonly errors?: readonly { readonly instancePath?: string; readonly message?: string }[] }
    ).errors;
    throw invalidAll(
      errors?.length
        ? errors.map((fault) => ({
            field: (fault.instancePath ?? '').slice(1).replaceAll('/', '.'),
            rule: fault.message ?? 'not as CloudEvents 1.0 asks for',
          }))
        : [{ field: '', rule: `a CloudEvent 1.0: ${error.message}` }],
    );
  }
}
