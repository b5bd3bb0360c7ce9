import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../app/session.js';
import { PageFrame, Sheet } from '../design/page.js';
import { AllFiles } from './all-files.js';
import { useControllers, useFiles } from './files.js';
import { Processors } from './processors.js';
import { Waiting } from './waiting.js';

/** Where a controller's person begins: what waits for it, then every case, whoever the processor is. */
export function Home(): ReactNode {
  const { t } = useTranslation('portal');
  const { may, asOf } = useSession();
  const organisations = useControllers();
  const files = useFiles(organisations);
  const receives = may('controller:contact') || may('controller:privacy-officer');
  const beside = receives && (
    <Button component={Link} to="/portal/received" variant="default">
      {t('home.receive')}
    </Button>
  );
  return (
    <PageFrame title={t('home.title')} beside={beside}>
      {asOf === undefined && (
        <Sheet title={t('home.waiting')}>
          <Waiting files={files} several={organisations.length > 1} />
        </Sheet>
      )}
      <Sheet title={t('home.files')}>
        <AllFiles files={files} several={organisations.length > 1} />
      </Sheet>
      <Processors organisations={organisations} files={files} />
    </PageFrame>
  );
}
