import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schemas } from '../../../api/client.js';
import { Copied } from '../../../design/copied.js';
import { once, useDeed } from '../../../design/deed.js';
import form from '../../../design/form.module.css';
import { Asked, Empty } from '../../../design/notes.js';
import { SideSheet } from '../../../design/side-sheet.js';
import { Tag } from '../../../design/state-chip.js';
import { DataTable, type Column } from '../../../design/table.js';
import { SettingsFrame } from '../../frame.js';
import { webhooksQuery } from '../../queries.js';
import { WebhookForm } from './form.js';
import { OneWebhook } from './one.js';
import { stateOf, type Webhook } from './state.js';
import { useTypesInWords } from './types.js';
import styles from '../../frame.module.css';

const route = getRouteApi('/settings/webhooks');

/** Where the organisation's systems are told that something happened. */
export function Webhooks(): ReactNode {
  const { t } = useTranslation('settings');
  const { id } = route.useSearch();
  const navigate = route.useNavigate();
  const [adding, setAdding] = useState(false);
  const query = useQuery(webhooksQuery);
  const chosen = query.data?.find((each) => each.id === id);
  const leave = (): void => void navigate({ search: {}, replace: true, resetScroll: false });
  return (
    <SettingsFrame page="webhooks" beside={<Button onClick={() => setAdding(true)}>{t('webhooks.add')}</Button>}>
      <Asked query={query}>
        {(webhooks) =>
          webhooks.length === 0 ? (
            <Empty title={t('webhooks.empty.title')} text={t('webhooks.empty.text')} />
          ) : (
            <List webhooks={webhooks} />
          )
        }
      </Asked>
      <SideSheet opened={adding} title={t('webhooks.add')} onClose={() => setAdding(false)}>
        <Adding
          onOpen={(made) => {
            setAdding(false);
            void navigate({ search: { id: made }, replace: true, resetScroll: false });
          }}
        />
      </SideSheet>
      <SideSheet opened={chosen !== undefined} title={t('webhooks.one')} onClose={leave}>
        {chosen && <OneWebhook key={chosen.id} webhook={chosen} onRemoved={leave} />}
      </SideSheet>
    </SettingsFrame>
  );
}

function List({ webhooks }: { readonly webhooks: readonly Webhook[] }): ReactNode {
  const { t } = useTranslation('settings');
  const inWords = useTypesInWords();
  const columns: readonly Column<Webhook>[] = [
    {
      name: t('webhooks.address'),
      cell: ({ id, url }) => (
        <Link className={styles['break']} to="/settings/webhooks" search={{ id }} replace resetScroll={false}>
          {url ?? t('erased')}
        </Link>
      ),
    },
    { name: t('webhooks.sent'), cell: ({ types }) => inWords(types) },
    {
      name: t('auditors.state'),
      cell: (webhook) => {
        const { word, tone } = stateOf(webhook);
        return <Tag tone={tone}>{t(`webhooks.is.${word}`)}</Tag>;
      },
    },
  ];
  return <DataTable label={t('pages.webhooks')} columns={columns} rows={webhooks} keyOf={({ id }) => id} />;
}

function Adding({ onOpen }: { readonly onOpen: (id: string) => void }): ReactNode {
  const { t } = useTranslation('settings');
  const add = useDeed({
    send: (body: Schemas['RegisterWebhookBody'], key) =>
      answerOf(api.POST('/api/v1/webhooks', { params: { header: once(key) }, body })),
    changes: ['webhooks'],
  });
  const made = add.data?.id;
  if (add.data && made !== undefined)
    return (
      <div className={form['part']}>
        <Copied label={t('secret.label')} hint={t('secret.once')} value={add.data.secret} />
        <p className={form['plain']}>{t('webhooks.secretFor')}</p>
        <p className={form['plain']}>{t('webhooks.thenTry')}</p>
        <div>
          <Button variant="default" onClick={() => onOpen(made)}>
            {t('webhooks.toIt')}
          </Button>
        </div>
      </div>
    );
  return (
    <>
      <p className={form['plain']}>{t('webhooks.addText')}</p>
      <WebhookForm
        begun={{ url: '', types: ['*'] }}
        deed={t('webhooks.addDeed')}
        error={add.error}
        isPending={add.isPending}
        onSubmit={(target) => add.mutate(target)}
      />
    </>
  );
}
