import { Button, NumberInput, Radio, Switch, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, seenBy, type Schemas } from '../../api/client.js';
import { once, useDeed } from '../../design/deed.js';
import form from '../../design/form.module.css';
import { Sheet } from '../../design/page.js';
import { Refused } from '../../design/refused.js';
import { isEmail } from '../members/invite.js';
import type { OrganisationRead } from '../queries.js';
import { TakeTheirs } from '../seen.js';
import { TemplateInput, type Template } from './templates.js';

const GRADES = ['accepted-by-server', 'opened', 'acknowledged'] as const;

type Settings = NonNullable<Schemas['OrganisationView']['settings']>;

interface Draft {
  readonly onCall: string;
  readonly target: string | number;
  readonly grade: Settings['requiredGrade'];
  readonly approvals: boolean;
  readonly decisions: boolean;
  readonly de: Template | null;
  readonly en: Template | null;
}

const draftOf = (settings: Settings): Draft => ({
  onCall: settings.onCallAddress ?? '',
  target: settings.internalTargetHours ?? '',
  grade: settings.requiredGrade,
  approvals: settings.fourEyes?.approvals ?? false,
  decisions: settings.fourEyes?.decisions ?? false,
  de: settings.templates.de ?? null,
  en: settings.templates.en ?? null,
});

const bodyOf = ({ onCall, target, grade, approvals, decisions, de, en }: Draft): Schemas['SettingsBody'] => ({
  onCallAddress: onCall.trim() === '' ? null : onCall.trim(),
  internalTargetHours: target === '' ? null : Number(target),
  requiredGrade: grade,
  fourEyes: { approvals, decisions },
  templates: { ...(de && { de }), ...(en && { en }) },
});

/** What an organisation chooses, each with what it does. All of it is sent at once; what somebody else changed is not lost. */
export function SettingsForm({
  read,
  isAdmin,
}: {
  readonly read: OrganisationRead;
  readonly isAdmin: boolean;
}): ReactNode {
  const { t } = useTranslation('settings');
  const queries = useQueryClient();
  const { settings, kind } = read.record;
  // What is edited stays as it was read until it is saved: somebody else's change is told, not mixed in.
  const [base, setBase] = useState({ settings, etag: read.etag });
  const [draft, setDraft] = useState<Draft | undefined>(() => (settings ? draftOf(settings) : undefined));
  const save = useDeed({
    send: (input: { readonly body: Schemas['SettingsBody']; readonly etag: string | null }, key) =>
      answerOf(
        api.PUT('/api/v1/organisation/settings', {
          params: { header: { ...once(key), ...seenBy(input.etag) } },
          body: input.body,
        }),
      ),
    changes: ['organisation'],
    onDone: () => {
      const saved = queries.getQueryData<OrganisationRead>(['organisation', 'read']);
      if (saved) setBase({ settings: saved.record.settings, etag: saved.etag });
    },
  });
  if (!draft || !base.settings) return null;
  const change = (part: Partial<Draft>): void => setDraft({ ...draft, ...part });
  const isChanged = JSON.stringify(draft) !== JSON.stringify(draftOf(base.settings));
  const isReachable = draft.onCall.trim() === '' || isEmail(draft.onCall);
  const targetIsSound = draft.target === '' || Number(draft.target) > 0;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isReachable && targetIsSound) save.mutate({ body: bodyOf(draft), etag: base.etag });
  };
  const takeTheirs = (): void => {
    void queries.fetchQuery({ queryKey: ['organisation', 'read'], staleTime: 0 }).then(() => {
      const now = queries.getQueryData<OrganisationRead>(['organisation', 'read']);
      if (!now?.record.settings) return;
      setBase({ settings: now.record.settings, etag: now.etag });
      setDraft(draftOf(now.record.settings));
      save.reset();
    });
  };
  return (
    <form className={form['sheets']} onSubmit={submit} noValidate>
      <fieldset disabled={!isAdmin} className={form['fieldset']}>
        {kind === 'processor' && (
          <>
            <Sheet title={t('organisation.alerts')}>
              <div className={form['part']}>
                <TextInput
                  type="email"
                  maxLength={254}
                  label={t('organisation.onCall')}
                  description={t('organisation.onCallHint')}
                  value={draft.onCall}
                  error={isReachable ? undefined : t('members.refused.email')}
                  onChange={({ currentTarget }) => change({ onCall: currentTarget.value })}
                />
                {draft.onCall.trim() === '' && <p className={form['plain']}>{t('organisation.onCallMissing')}</p>}
              </div>
            </Sheet>
            <Sheet title={t('organisation.duties')}>
              <div className={form['part']}>
                <Radio.Group
                  label={t('organisation.grade')}
                  description={t('organisation.gradeHint')}
                  value={draft.grade}
                  onChange={(next) => change({ grade: GRADES.find((each) => each === next) ?? draft.grade })}
                >
                  <div className={form['options']}>
                    {GRADES.map((grade) => (
                      <Radio key={grade} value={grade} label={t(`organisation.grades.${grade}`)} />
                    ))}
                  </div>
                </Radio.Group>
                <NumberInput
                  min={0}
                  hideControls
                  label={t('organisation.target')}
                  description={t('organisation.targetHint')}
                  value={draft.target}
                  error={targetIsSound ? undefined : t('organisation.targetForm')}
                  onChange={(target) => change({ target })}
                />
              </div>
            </Sheet>
          </>
        )}
        <Sheet title={t('organisation.fourEyes')}>
          <div className={form['part']}>
            <p className={form['soft']}>{t('organisation.fourEyesHint')}</p>
            {kind === 'processor' && (
              <Switch
                label={t('organisation.approvals')}
                description={t('organisation.approvalsHint')}
                checked={draft.approvals}
                onChange={({ currentTarget }) => change({ approvals: currentTarget.checked })}
              />
            )}
            <Switch
              label={t(`organisation.decisions.${kind}`)}
              description={t(`organisation.decisionsHint.${kind}`)}
              checked={draft.decisions}
              onChange={({ currentTarget }) => change({ decisions: currentTarget.checked })}
            />
          </div>
        </Sheet>
        {kind === 'processor' && (
          <Sheet title={t('templates.title')}>
            <div className={form['part']}>
              <p className={form['soft']}>{t('templates.hint', { nature: '{{nature}}' })}</p>
              <TemplateInput lang="de" value={draft.de} onChange={(de) => change({ de })} />
              <TemplateInput lang="en" value={draft.en} onChange={(en) => change({ en })} />
            </div>
          </Sheet>
        )}
      </fieldset>
      {!isAdmin && <p className={form['soft']}>{t('organisation.notYours')}</p>}
      <Refused error={save.error} known={{ 'malformed-email': t('members.refused.email') }} />
      <TakeTheirs error={save.error} onTake={takeTheirs} />
      {isAdmin && (
        <div className={form['actions']}>
          <Button type="submit" disabled={!isChanged} loading={save.isPending}>
            {t('organisation.save')}
          </Button>
          {save.isSuccess && !isChanged && <span role="status">{t('organisation.saved')}</span>}
        </div>
      )}
    </form>
  );
}
