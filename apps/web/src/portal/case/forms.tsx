import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../app/session.js';
import { SideSheet } from '../../design/side-sheet.js';
import type { Case } from '../queries.js';
import { AwarenessForm } from './awareness-form.js';
import { CommunicationForm } from './communication-form.js';
import { DEEDS, type DeedName } from './deed.js';
import { FilingForm } from './filing-form.js';
import { NotFilingForm } from './not-filing-form.js';
import type { FormProps } from './form-props.js';
import { ReferenceForm } from './reference-form.js';

const route = getRouteApi('/portal/cases/$id');

const FORMS: Readonly<Record<DeedName, (props: FormProps & { readonly filing: string | undefined }) => ReactNode>> = {
  aware: AwarenessForm,
  file: FilingForm,
  reference: ReferenceForm,
  'not-file': NotFilingForm,
  communicate: CommunicationForm,
};

/** The form that the address asks for, beside the case; for whom it is not, and on a closed case, none. */
export function Forms({ file }: { readonly file: Case }): ReactNode {
  const { t } = useTranslation('portal');
  const { may } = useSession();
  const { do: asked, filing } = route.useSearch();
  const navigate = route.useNavigate();
  const close = (): void => void navigate({ search: {}, resetScroll: false });
  const name = DEEDS.find((each) => each === asked);
  const Form = name && may('controller:privacy-officer') && file.status === 'open' ? FORMS[name] : undefined;
  return (
    <SideSheet opened={Form !== undefined} title={name ? t(`deed.${name}`) : ''} onClose={close}>
      {Form && <Form file={file} filing={filing} onDone={close} />}
    </SideSheet>
  );
}
