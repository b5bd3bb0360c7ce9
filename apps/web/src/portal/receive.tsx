import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem.js';
import { useZone } from '../app/locale.js';
import { useSession } from '../app/session.js';
import { useDeed } from '../design/deed.js';
import { PageFrame, Sheet } from '../design/page.js';
import { Refused } from '../design/refused.js';
import { isMeant, WhenInput, type When } from '../design/when.js';
import { Drop } from './drop.js';
import { fileReceived, findIn, KINDS, type FoundIn, type Kind } from './file-received.js';
import { OnlyBy } from './only-by.js';
import { useRefusals } from './refusals.js';
import form from '../design/form.module.css';
import styles from './portal.module.css';

/** A case from a notice that came from elsewhere: its file is dropped, what was found is said, the file is kept. */
export function Receive(): ReactNode {
  const { t } = useTranslation('portal');
  const { may } = useSession();
  const receives = may('controller:contact') || may('controller:privacy-officer');
  return (
    <PageFrame title={t('receive.title')}>
      <Sheet>{receives ? <Form /> : <OnlyBy who="contact" />}</Sheet>
    </PageFrame>
  );
}

interface Chosen {
  readonly file: File;
  readonly found: FoundIn;
}

function Form(): ReactNode {
  const { t } = useTranslation(['portal', 'app']);
  const zone = useZone();
  const navigate = useNavigate();
  const known = useRefusals();
  const [chosen, setChosen] = useState<Chosen | undefined>();
  const [received, setReceived] = useState<When>({ local: '' });
  const [kind, setKind] = useState<Kind | ''>('');
  const [processor, setProcessor] = useState('');
  const [leaveNotice, setLeaveNotice] = useState(false);
  const [attempted, setAttempted] = useState(false);
  const deed = useDeed({
    send: (_: string, key) => {
      if (!chosen) throw new Error('no file was chosen');
      return fileReceived(chosen.file, { received, zone, kind, processor: processor.trim(), leaveNotice, key });
    },
    changes: ['cases', 'inbox', 'register'],
    onDone: ({ id }) => void navigate({ to: '/portal/cases/$id', params: { id } }),
  });
  const choose = (file: File): void => {
    deed.reset();
    setLeaveNotice(false);
    void findIn(file).then((found) => setChosen({ file, found }));
  };
  const found = chosen?.found;
  const needsMore = found !== undefined && found.fault === undefined && (found.notice === undefined || leaveNotice);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setAttempted(true);
    if (!chosen || chosen.found.fault !== undefined || !isMeant(received, zone)) return;
    if (needsMore && (kind === '' || processor.trim() === '')) return;
    deed.mutate(
      [chosen.file.name, chosen.file.size, received.local, received.offset, kind, processor, leaveNotice].join(' '),
    );
  };
  const errors = deed.error instanceof Problem ? deed.error.errors : [];
  // Of a mail the service can take the mail alone.
  const mayLeave = leaveNotice || (errors.length > 0 && found?.type === 'message/rfc822' && found.notice !== undefined);
  const missing = (isMissing: boolean): string | undefined => (attempted && isMissing ? t('needed') : undefined);
  return (
    <form className={`${form['part']} ${form['form']}`} onSubmit={submit} noValidate>
      <p className={form['plain']}>{t('receive.text')}</p>
      <Drop label={t('receive.drop')} error={missing(!chosen)} onFile={choose} />
      {chosen && <Found chosen={chosen} />}
      <WhenInput
        required
        label={t('receive.received')}
        description={t('receive.receivedHint')}
        value={received}
        error={missing(received.local === '')}
        onChange={setReceived}
      />
      <NativeSelect
        required={needsMore}
        label={t('receive.kind')}
        description={t('receive.kindHint')}
        value={kind}
        error={missing(needsMore && kind === '')}
        data={[
          { value: '', label: t(needsMore ? 'receive.choose' : 'receive.asSaid') },
          ...KINDS.map((each) => ({
            value: each,
            label: each === 'other' ? t('received.other') : t(`app:kind.${each}`),
          })),
        ]}
        onChange={({ currentTarget }) => setKind(KINDS.find((each) => each === currentTarget.value) ?? '')}
      />
      <TextInput
        required={needsMore}
        label={t('receive.processor')}
        maxLength={200}
        value={processor}
        error={missing(needsMore && processor.trim() === '')}
        onChange={({ currentTarget }) => setProcessor(currentTarget.value)}
      />
      <p className={styles['consequence']}>{t('receive.consequence')}</p>
      {errors.length > 0 ? <Unreadable errors={errors} /> : <Refused error={deed.error} known={known} />}
      {mayLeave && (
        <Checkbox
          label={t('receive.leaveNotice')}
          description={t('receive.leaveNoticeHint')}
          checked={leaveNotice}
          onChange={({ currentTarget }) => setLeaveNotice(currentTarget.checked)}
        />
      )}
      <div>
        <Button type="submit" loading={deed.isPending}>
          {t('receive.submit')}
        </Button>
      </div>
    </form>
  );
}

/** Why the service could not read the file, as it says it: of its form it speaks English only. */
function Unreadable({ errors }: { readonly errors: Problem['errors'] }): ReactNode {
  const { t } = useTranslation('portal');
  return (
    <div role="alert" className={styles['consequence']}>
      <b>{t('receive.unreadable')}</b>
      <ul lang="en">
        {errors.map(({ field, rule }) => (
          <li key={`${field} ${rule}`}>{[field, rule].filter(Boolean).join(': ')}</li>
        ))}
      </ul>
    </div>
  );
}

/** What could be read of the file before it is sent. */
function Found({ chosen: { file, found } }: { readonly chosen: Chosen }): ReactNode {
  const { t } = useTranslation(['portal', 'app']);
  const { fault } = found;
  return (
    <div role={fault === undefined ? 'status' : 'alert'} className={styles['consequence']}>
      <b>{file.name}</b>
      <div>
        {fault === undefined
          ? t(found.notice ? 'receive.foundNotice' : 'receive.foundNone')
          : t(`receive.fault.${fault}`)}
      </div>
      {found.notice?.processor !== undefined && <div>{found.notice.processor}</div>}
      {found.notice?.subject !== undefined && <div>{found.notice.subject}</div>}
    </div>
  );
}
