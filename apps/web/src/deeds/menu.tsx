import { Button, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useRef, type ComponentType, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { useSession } from '../app/session.js';
import { Asked } from '../design/notes.js';
import { SideSheet } from '../design/side-sheet.js';
import { Close } from './forms/close.js';
import { Confirm } from './forms/confirm.js';
import { Correct } from './forms/correct.js';
import { DetailsForm } from './forms/details-form.js';
import { Establish } from './forms/establish.js';
import type { FormProps } from './forms/form.js';
import { MeasureForm } from './forms/measure.js';
import { Reopen } from './forms/reopen.js';
import { Risk } from './forms/risk.js';
import { RuleOut } from './forms/rule-out.js';
import { Subprocessor } from './forms/subprocessor.js';
import { readingQuery } from './queries.js';
import { Restriction } from './restriction.js';
import styles from './deeds.module.css';

type Incident = Schemas['IncidentShown'];

const FORMS = {
  establish: Establish,
  correct: Correct,
  confirm: Confirm,
  ruleOut: RuleOut,
  details: DetailsForm,
  measure: MeasureForm,
  risk: Risk,
  subprocessor: Subprocessor,
  close: Close,
  reopen: Reopen,
} as const satisfies Readonly<Record<string, ComponentType<FormProps>>>;

type Form = keyof typeof FORMS;
type Deed = Form | 'restriction';

/** What can be done about an incident as it stands, in groups. */
const groupsOf = ({ status, assessment, imported, facts }: Incident) =>
  [
    {
      name: 'knowledge',
      deeds: [
        'establish',
        ...(facts.length > 0 ? (['correct'] as const) : []),
        ...(assessment === 'breach' ? [] : (['confirm'] as const)),
        'ruleOut',
      ],
      isOffered: status === 'open' && !imported,
    },
    {
      name: 'content',
      deeds: imported ? ['details'] : ['details', 'measure', 'risk', 'subprocessor'],
      isOffered: status === 'open' || imported,
    },
    {
      name: 'whole',
      deeds: ['restriction', ...(imported ? [] : [status === 'open' ? ('close' as const) : ('reopen' as const)])],
      isOffered: true,
    },
  ] satisfies readonly {
    readonly name: 'knowledge' | 'content' | 'whole';
    readonly deeds: readonly Deed[];
    readonly isOffered: boolean;
  }[];

const route = getRouteApi('/desk/incidents/$id');

/** What can be done about an incident: a menu, and beside the page the form of what was chosen. */
export function DeedsMenu({ incident }: { readonly incident: Incident }): ReactNode {
  const { t } = useTranslation('deeds');
  const { may } = useSession();
  const { deed } = route.useSearch();
  const navigate = route.useNavigate();
  const button = useRef<HTMLButtonElement>(null);
  if (!may('processor:responder')) return null;
  const groups = groupsOf(incident).filter(({ isOffered }) => isOffered);
  const opened = groups.flatMap(({ deeds }) => deeds).find((each) => each === deed);
  const open = (next: Deed | undefined): void =>
    void navigate({
      search: ({ deed: _before, ...rest }) => ({ ...rest, ...(next && { deed: next }) }),
      replace: true,
      resetScroll: false,
    });
  const close = (): void => {
    open(undefined);
    requestAnimationFrame(() => button.current?.focus());
  };
  return (
    <>
      <Menu position="bottom-end" width={420}>
        <Menu.Target>
          <Button ref={button} className={styles['menu'] ?? ''}>
            {t('menu.open')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown className={styles['dropdown'] ?? ''}>
          {groups.map(({ name, deeds }) => (
            <div key={name} role="group" aria-label={t(`menu.${name}`)}>
              <Menu.Label>{t(`menu.${name}`)}</Menu.Label>
              {deeds.map((each) => (
                <Menu.Item key={each} onClick={() => open(each)}>
                  <b className={styles['deed']}>{t(`${each}.title`)}</b>
                  <span className={styles['soft']}>{t(`menu.hint.${each}`)}</span>
                </Menu.Item>
              ))}
            </div>
          ))}
        </Menu.Dropdown>
      </Menu>
      <SideSheet opened={opened !== undefined} title={opened ? t(`${opened}.title`) : ''} onClose={close}>
        {opened === 'restriction' && <Restriction id={incident.id} onDone={close} />}
        {opened !== undefined && opened !== 'restriction' && (
          <FormOf key={opened} deed={opened} id={incident.id} onDone={close} />
        )}
      </SideSheet>
    </>
  );
}

/** The form of a deed, over the incident as it is now. */
function FormOf(props: { readonly deed: Form; readonly id: string; readonly onDone: () => void }): ReactNode {
  const { deed, id, onDone } = props;
  const query = useQuery(readingQuery(id));
  const Chosen = FORMS[deed];
  return <Asked query={query}>{(reading) => <Chosen reading={reading} onDone={onDone} />}</Asked>;
}
