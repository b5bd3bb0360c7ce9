import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lang } from '../../design/time.js';
import { MAIL_WORDS } from './mail-words.js';
import styles from './notice.module.css';

/** A mail as it goes out: on white, whatever the app's light, as mail programs show it. */
export function MailPreview(props: {
  readonly language: Lang;
  readonly subject: string;
  readonly text: string;
  readonly controller: string;
  /** Left out: it is still to go out. */
  readonly title?: string;
}): ReactNode {
  const { language, subject, text, controller } = props;
  const { t } = useTranslation('notices');
  const title = props.title ?? t('editor.preview');
  const words = MAIL_WORDS[language];
  return (
    <figure className={styles['mail']} aria-label={title}>
      <figcaption>{title}</figcaption>
      <div lang={language} className={styles['letter']}>
        <p className={styles['subject']}>{subject}</p>
        <p className={styles['faint']}>
          {words.to}: {controller}
        </p>
        {text
          .trim()
          .split(/\n{2,}/)
          .map((paragraph, index) => (
            <p key={index} className={styles['paragraph']}>
              {paragraph}
            </p>
          ))}
        <p>
          <span className={styles['open']}>{words.open}</span>
        </p>
        <p className={styles['faint']}>{words.footer('…')}</p>
      </div>
    </figure>
  );
}
