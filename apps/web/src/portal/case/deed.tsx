import { Button } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

const route = getRouteApi('/portal/cases/$id');

export const DEEDS = ['aware', 'file', 'reference', 'not-file', 'communicate'] as const;
export type DeedName = (typeof DEEDS)[number];

/** Opens the form of a deed; it has an address. */
export function Deed(props: {
  readonly to: DeedName;
  /** Which filing lacks its reference. */
  readonly filing?: string | undefined;
  readonly primary?: boolean;
}): ReactNode {
  const { to, filing, primary = false } = props;
  const { t } = useTranslation('portal');
  const navigate = route.useNavigate();
  return (
    <Button
      size="compact-md"
      variant={primary ? 'filled' : 'default'}
      onClick={() =>
        void navigate({
          search: { do: to, ...(to === 'reference' && filing !== undefined && { filing }) },
          resetScroll: false,
        })
      }
    >
      {t(`deed.${to}`)}
    </Button>
  );
}
