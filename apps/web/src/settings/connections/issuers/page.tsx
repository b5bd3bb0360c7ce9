import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../../api/client.js';
import { Copied } from '../../../design/copied.js';
import { once, useDeed } from '../../../design/deed.js';
import { useDraft } from '../../../design/draft.js';
import form from '../../../design/form.module.css';
import { Asked, Empty } from '../../../design/notes.js';
import { Sheet } from '../../../design/page.js';
import { SideSheet } from '../../../design/side-sheet.js';
import { DataTable, type Column } from '../../../design/table.js';
import { SettingsFrame } from '../../frame.js';
import { issuersQuery } from '../../queries.js';
import { freshIssuer, type Issuer, type IssuerBody } from './draft.js';
import { IssuerForm } from './form.js';
import { OneIssuer } from './one.js';
import styles from '../../frame.module.css';

const route = getRouteApi('/settings/sign-in');

/** The services by which the organisation's people sign in, and its directory. */
export function Issuers(): ReactNode {
  const { t } = useTranslation('settings');
  const { id } = route.useSearch();
  const navigate = route.useNavigate();
  const [adding, setAdding] = useState(false);
  const query = useQuery(issuersQuery);
  const chosen = query.data?.find((each) => each.id === id);
  const choose = (next: string | undefined): void =>
    void navigate({ search: next === undefined ? {} : { id: next }, replace: true, resetScroll: false });
  const added = (made: string): void => {
    setAdding(false);
    choose(made);
  };
  return (
    <SettingsFrame page="signIn" beside={<Button onClick={() => setAdding(true)}>{t('issuers.add')}</Button>}>
      <Asked query={query}>
        {(issuers) =>
          issuers.length === 0 ? (
            <Empty title={t('issuers.empty.title')} text={t('issuers.empty.text')} />
          ) : (
            <List issuers={issuers} />
          )
        }
      </Asked>
      <div className={styles['below']}>
        <Directory />
      </div>
      <SideSheet opened={adding} title={t('issuers.add')} onClose={() => setAdding(false)}>
        <Adding onDone={added} />
      </SideSheet>
      <SideSheet
        opened={chosen !== undefined}
        title={chosen?.label ?? t('issuers.one')}
        onClose={() => choose(undefined)}
      >
        {chosen && <OneIssuer key={chosen.id} issuer={chosen} onRemoved={() => choose(undefined)} />}
      </SideSheet>
    </SettingsFrame>
  );
}

function List({ issuers }: { readonly issuers: readonly Issuer[] }): ReactNode {
  const { t } = useTranslation('settings');
  const columns: readonly Column<Issuer>[] = [
    {
      name: t('issuers.one'),
      cell: ({ id, label, url }) => (
        <>
          <Link to="/settings/sign-in" search={{ id }} replace resetScroll={false}>
            {label}
          </Link>
          <span className={styles['beneath']}>{url}</span>
        </>
      ),
    },
    { name: t('issuers.domainsShort'), cell: ({ domains }) => domains.join(', ') },
    {
      name: t('issuers.rolesShort'),
      cell: ({ groups }) =>
        groups.length === 0
          ? t('issuers.noGroups')
          : groups.map(({ group, roles }) => (
              <span key={group} className={styles['why']}>
                {group}: {roles.map((role) => t(`role.${role}`)).join(', ')}
              </span>
            )),
    },
    {
      name: t('issuers.joins'),
      cell: ({ justInTime }) => t(justInTime ? 'issuers.joinsBySelf' : 'issuers.joinsAsked'),
    },
  ];
  return <DataTable label={t('pages.signIn')} columns={columns} rows={issuers} keyOf={({ id }) => id} />;
}

function Adding({ onDone }: { readonly onDone: (id: string) => void }): ReactNode {
  const { t } = useTranslation(['settings', 'app']);
  const { draft, begun, change, discard } = useDraft('sign-in-service', freshIssuer);
  const add = useDeed({
    send: (body: IssuerBody, key) => answerOf(api.POST('/api/v1/issuers', { params: { header: once(key) }, body })),
    changes: ['issuers', 'members'],
    onDone: ({ id }) => {
      discard();
      onDone(id);
    },
  });
  return (
    <>
      <p className={form['plain']}>{t('issuers.addText')}</p>
      <IssuerForm
        draft={draft}
        onChange={change}
        hasSecret={false}
        deed={t('issuers.addDeed')}
        error={add.error}
        isPending={add.isPending}
        onSubmit={(body) => add.mutate(body)}
      >
        {begun && (
          <div>
            <Button variant="subtle" size="compact-sm" onClick={discard}>
              {t('app:log.discard')}
            </Button>
          </div>
        )}
      </IssuerForm>
    </>
  );
}

/** Where a directory tells who comes and goes. */
function Directory(): ReactNode {
  const { t } = useTranslation('settings');
  return (
    <Sheet title={t('directory.title')}>
      <div className={form['part']}>
        <p className={form['plain']}>{t('directory.text')}</p>
        <Copied label={t('directory.address')} value={`${window.location.origin}/api/v1/scim/v2`} />
        <p className={form['plain']}>
          {t('directory.token')} <Link to="/settings/tokens">{t('directory.toTokens')}</Link>
        </p>
      </div>
    </Sheet>
  );
}
