import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { textOr } from '../../design/erased.js';
import type { NoticeInFull } from '../queries.js';
import { MailPreview } from './mail-preview.js';

/** The mail of the last text that was saved, not of what somebody is writing. */
export function LastMail({ notice, title }: { readonly notice: NoticeInFull; readonly title?: string }): ReactNode {
  const { t } = useTranslation('notices');
  const last = notice.texts.at(-1);
  const erased = t('matrix.erased');
  if (!last) return <p>{t('editor.none')}</p>;
  return (
    <MailPreview
      {...(title !== undefined && { title })}
      language={last.language}
      subject={textOr(last.subject, erased)}
      text={textOr(last.text, erased)}
      controller={notice.counterpart ?? erased}
    />
  );
}
