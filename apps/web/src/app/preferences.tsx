import { Button, Kbd, Menu, useMantineColorScheme } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { now } from './clock.js';
import { speak } from './i18n.js';
import { useLang } from './locale.js';
import type { Place } from './places.js';
import { useSession } from './session.js';
import { keepTold } from './watch/told.js';
import { turnOff, turnOn, useNotifying } from './watch/notifying.js';
import { urgentAt, urgentQuery } from './watch/urgent.js';
import styles from './shell.module.css';

const LANGUAGES = { de: 'Deutsch', en: 'English' } as const;
const SCHEMES = ['light', 'dark', 'auto'] as const;

/** Who is signed in, and how this device shows things. */
export function Preferences(props: { readonly places: readonly Place[]; readonly onPalette: () => void }): ReactNode {
  const { places, onPalette } = props;
  const navigate = useNavigate();
  const { t, i18n } = useTranslation();
  const lang = useLang();
  const { me, membership } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const name = me.person.name ?? me.person.email ?? '–';
  const mark = (isChosen: boolean): string => (isChosen ? '✓' : '');
  return (
    <Menu position="bottom-end" width={280}>
      <Menu.Target>
        <Button variant="default" size="compact-md" fw={550} fz={14}>
          {t('app.menu')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('app.person', { name })}</Menu.Label>
        <Menu.Item component="a" href="/account">
          {t('app.signOutThere')}
        </Menu.Item>
        <Menu.Item onClick={onPalette} rightSection={<Kbd>{t('app.keys.ctrl')} K</Kbd>}>
          {t('app.palette.open')}
        </Menu.Item>
        {places
          .filter(({ inBar }) => !inBar)
          .map(({ to, word }) => (
            <Menu.Item key={to} onClick={() => void navigate({ to })}>
              {t(`app.${word}`)}
            </Menu.Item>
          ))}
        {(membership.role === 'processor' || membership.role === 'controller') && (
          <Notifications organisation={membership.organisation} />
        )}
        <Menu.Divider />
        <Menu.Label>{t('app.language')}</Menu.Label>
        {(['de', 'en'] as const).map((each) => (
          <Menu.Item
            key={each}
            lang={each}
            aria-current={each === lang}
            rightSection={mark(each === lang)}
            onClick={() => void speak(i18n, each)}
          >
            {LANGUAGES[each]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{t('app.scheme.label')}</Menu.Label>
        {SCHEMES.map((each) => (
          <Menu.Item
            key={each}
            aria-current={each === colorScheme}
            rightSection={mark(each === colorScheme)}
            onClick={() => setColorScheme(each)}
          >
            {t(`app.scheme.${each}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Turns notifications on and off on this device; asks the browser only when it is clicked. */
function Notifications({ organisation }: { readonly organisation: string }): ReactNode {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const state = useNotifying();
  const toggle = async (): Promise<void> => {
    if (state === 'on') return turnOff();
    // What asks for something already stands on the board, or among what waits.
    keepTold(organisation, urgentAt(queries.getQueryData(urgentQuery.queryKey) ?? [], now()));
    await turnOn();
  };
  return (
    <>
      <Menu.Divider />
      <Menu.Label>{t('app.notify.label')}</Menu.Label>
      <Menu.Item
        closeMenuOnClick={false}
        aria-current={state === 'on'}
        rightSection={state === 'on' ? '✓' : ''}
        onClick={() => {
          if (state === 'on' || state === 'off') void toggle();
        }}
      >
        {t('app.notify.clocks')}
        {(state === 'denied' || state === 'impossible') && (
          <span className={styles['whyNot']}>{t(`app.notify.${state}`)}</span>
        )}
      </Menu.Item>
    </>
  );
}
