import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../app/session.js';
import { Asked } from '../../design/notes.js';
import { SideSheet } from '../../design/side-sheet.js';
import { Conclude } from '../agreements/conclude.js';
import { AgreementTable } from '../agreements/table.js';
import { controllerAgreementsQuery } from '../queries.js';

/** The agreements with one controller, and the way to another. */
export function Agreements({ controllerId }: { readonly controllerId: string }): ReactNode {
  const { t } = useTranslation('contracts');
  const { may } = useSession();
  const [opened, setOpened] = useState(false);
  const close = (): void => setOpened(false);
  const query = useQuery(controllerAgreementsQuery(controllerId));
  return (
    <Asked query={query}>
      {(items) => (
        <>
          {items.length === 0 ? <p>{t('agreements.noneWith')}</p> : <AgreementTable items={items} by="terms" />}
          {may('processor:admin') && (
            <Button mt={12} variant={items.length === 0 ? 'filled' : 'default'} onClick={() => setOpened(true)}>
              {t('agreements.conclude')}
            </Button>
          )}
          <SideSheet opened={opened} title={t('agreements.conclude')} onClose={close}>
            {opened && <Conclude controllerId={controllerId} onClose={close} />}
          </SideSheet>
        </>
      )}
    </Asked>
  );
}
