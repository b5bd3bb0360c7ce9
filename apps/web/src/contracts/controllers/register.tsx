import { Button, NativeSelect, TextInput } from '@mantine/core';
import { getHotkeyHandler } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { useZone } from '../../app/locale.js';
import { useSession } from '../../app/session.js';
import { once, useDeed } from '../../design/deed.js';
import form from '../../design/form.module.css';
import { PageFrame, Sheet } from '../../design/page.js';
import { useDraft } from '../../design/draft.js';
import { Refusal } from '../shared/changed.js';
import { CONTRACTS } from '../shared/deeds.js';
import { LAENDER } from '../shared/laender.js';
import { isAddress, orNull } from '../shared/texts.js';
import styles from './register.module.css';

const FRESH = {
  name: '',
  street: '',
  postalCode: '',
  city: '',
  land: '',
  country: '',
  timeZone: '',
  customerNumber: '',
  legalForm: '',
  regime: 'gdpr' as Schemas['RegisterControllerBody']['regime'],
  language: 'de' as 'de' | 'en',
  contactName: '',
  contactEmail: '',
  contactPhone: '',
  /** Of the controller, once it is registered and only its contact is missing. */
  registered: '',
};
type Draft = typeof FRESH;
/** What was filled in. */
type Filled = Omit<Draft, 'registered'>;
const REGIMES = ['gdpr', 'kdg', 'dsg-ekd', 'public'] as const;
const LANGUAGES = ['de', 'en'] as const;

const OUTSIDE = 'outside';

const controllerOf = (draft: Filled, zone: string): Schemas['RegisterControllerBody'] => ({
  name: draft.name.trim(),
  address: { street: draft.street.trim(), postalCode: orNull(draft.postalCode), city: draft.city.trim() },
  country: draft.land === OUTSIDE ? draft.country.trim().toUpperCase() : 'DE',
  land: LAENDER.find((each) => each === draft.land) ?? null,
  timeZone: (draft.land === OUTSIDE && orNull(draft.timeZone)) || zone,
  customerNumber: orNull(draft.customerNumber),
  legalForm: orNull(draft.legalForm),
  regime: draft.regime,
  language: draft.language,
});

const contactOf = ({ contactName, contactEmail, contactPhone, language }: Filled): Schemas['ContactBody'] => ({
  name: contactName.trim(),
  email: orNull(contactEmail),
  phone: orNull(contactPhone),
  function: null,
  language,
  purposes: ['breach-notices'],
});

/** Registers a controller and names whom to tell there: without somebody to tell, its first incident would find nobody. */
export function RegisterController(): ReactNode {
  const { t } = useTranslation(['contracts', 'app']);
  const { membership } = useSession();
  const navigate = useNavigate();
  const [attempted, setAttempted] = useState(false);
  const { draft, begun, change, discard } = useDraft<Draft>(`controller.${membership.organisation}`, () => FRESH);
  const zone = useZone();
  const registerIt = async (whole: Filled, key: string): Promise<string> => {
    const body = controllerOf(whole, zone);
    return (await answerOf(api.POST('/api/v1/controllers', { params: { header: once(key) }, body }))).id;
  };
  const register = useDeed({
    changes: CONTRACTS,
    send: async (whole: Filled, key) => {
      const id = orNull(draft.registered) ?? (await registerIt(whole, key));
      if (whole.contactName.trim() === '') return id;
      // Should the contact be refused, the controller is registered all the same, and not a second time.
      change({ registered: id });
      await answerOf(
        api.POST('/api/v1/controllers/{id}/contacts', {
          params: { path: { id }, header: once(`${key}-contact`) },
          body: contactOf(whole),
        }),
      );
      return id;
    },
    onDone: (id) => {
      discard();
      void navigate({ to: '/desk/controllers/$id', params: { id } });
    },
  });
  const isRegistered = draft.registered !== '';
  const faults = faultsOf(draft);
  const errorOf = (field: keyof Draft): string | undefined => {
    const fault = faults[field];
    return attempted && fault !== undefined ? t(fault) : undefined;
  };
  const submit = (event?: FormEvent): void => {
    event?.preventDefault();
    setAttempted(true);
    if (Object.keys(faults).length === 0 && !register.isPending) {
      const { registered: _, ...filled } = draft;
      register.mutate(filled);
    }
  };
  const field = (name: Exclude<keyof Draft, 'regime' | 'language' | 'registered'>, more: object = {}): ReactNode => (
    <TextInput
      label={t(name === 'contactEmail' ? 'field.email' : name === 'contactPhone' ? 'field.phone' : `field.${name}`)}
      value={draft[name]}
      error={errorOf(name)}
      onChange={({ currentTarget }) => change({ [name]: currentTarget.value })}
      {...more}
    />
  );
  return (
    <PageFrame title={t('controllers.register')}>
      <form
        className={form['form']}
        onSubmit={submit}
        onKeyDown={getHotkeyHandler([['mod+Enter', () => submit()]])}
        noValidate
      >
        {isRegistered && <p role="status">{t('controllers.registered')}</p>}
        <Sheet title={t('controllers.who')}>
          <fieldset className={styles['part']} disabled={isRegistered}>
            {field('name', { required: true, autoFocus: true, maxLength: 300, description: t('controllers.nameHint') })}
            {field('street', { required: true, maxLength: 200 })}
            <div className={form['pair']}>
              {field('postalCode', { maxLength: 20 })}
              {field('city', { required: true, maxLength: 200 })}
            </div>
            <NativeSelect
              required
              label={t('field.land')}
              description={t('controllers.landHint')}
              value={draft.land}
              error={errorOf('land')}
              data={[
                { value: '', label: t('choose') },
                ...LAENDER.map((each) => ({ value: each, label: t(`land.${each}`) })),
                { value: OUTSIDE, label: t('controllers.outside') },
              ]}
              onChange={({ currentTarget }) => change({ land: currentTarget.value })}
            />
            {draft.land === OUTSIDE && (
              <div className={form['pair']}>
                {field('country', { required: true, maxLength: 2 })}
                {field('timeZone', { maxLength: 60, placeholder: zone })}
              </div>
            )}
          </fieldset>
        </Sheet>
        <Sheet title={t('controllers.whom')}>
          <div className={form['part']}>
            <p className={form['plain']}>{t('controllers.whomText')}</p>
            {field('contactName', { maxLength: 200, description: t('contact.nameHint') })}
            {field('contactEmail', { type: 'email', maxLength: 254 })}
            {field('contactPhone', { type: 'tel', maxLength: 60 })}
          </div>
        </Sheet>
        <Sheet title={t('controllers.further')}>
          <fieldset className={styles['part']} disabled={isRegistered}>
            {field('customerNumber', { maxLength: 100 })}
            {field('legalForm', { maxLength: 100 })}
            <NativeSelect
              label={t('field.regime')}
              value={draft.regime}
              data={REGIMES.map((each) => ({ value: each, label: t(`regime.${each}`) }))}
              onChange={({ currentTarget }) =>
                change({ regime: REGIMES.find((each) => each === currentTarget.value) ?? draft.regime })
              }
            />
            <NativeSelect
              label={t('field.language')}
              value={draft.language}
              data={LANGUAGES.map((each) => ({ value: each, label: t(`language.${each}`) }))}
              onChange={({ currentTarget }) => change({ language: currentTarget.value === 'en' ? 'en' : 'de' })}
            />
          </fieldset>
        </Sheet>
        <Refusal error={register.error} />
        <div className={form['actions']}>
          <Button type="submit" loading={register.isPending}>
            {t('controllers.register')}
          </Button>
          <span data-keys className={form['soft']}>
            {t('app:log.submitKey')}
          </span>
          {begun && (
            <>
              <span className={form['soft']} role="status">
                {t('app:log.kept')}
              </span>
              <Button variant="subtle" onClick={discard}>
                {t('app:log.discard')}
              </Button>
            </>
          )}
        </div>
      </form>
    </PageFrame>
  );
}

type Fault = 'needed' | 'contact.emailNeeded' | 'contact.emailWrong';

/** What is missing or wrong, by field. A contact is named wholly or not at all. */
function faultsOf(draft: Draft): Partial<Record<keyof Draft, Fault>> {
  const needed = (['name', 'street', 'city', 'land'] as const).filter((each) => draft[each].trim() === '');
  const isForeign = draft.land === OUTSIDE && !/^[a-z]{2}$/i.test(draft.country.trim());
  const [name, email] = [draft.contactName.trim(), draft.contactEmail.trim()];
  const hasContact = name !== '' || email !== '' || draft.contactPhone.trim() !== '';
  return {
    ...Object.fromEntries(needed.map((each) => [each, 'needed' as const])),
    ...(isForeign && { country: 'needed' }),
    ...(hasContact && name === '' && { contactName: 'needed' }),
    ...(hasContact && email === '' && { contactEmail: 'contact.emailNeeded' }),
    ...(email !== '' && !isAddress(email) && { contactEmail: 'contact.emailWrong' }),
  };
}
