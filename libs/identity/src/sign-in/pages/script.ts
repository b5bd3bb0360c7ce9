/** The one script of the pages: asks the browser for passkeys. Without it everything else works. */
export const PASSKEY_SCRIPT = `'use strict';
(() => {
  const works = typeof PublicKeyCredential === 'function' &&
    typeof PublicKeyCredential.parseRequestOptionsFromJSON === 'function';
  if (!works) return;
  const ask = async (path, body, csrf) => {
    const response = await fetch('/api/v1/' + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(csrf ? { 'Art33-CSRF': csrf } : {}) },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    const answer = text ? JSON.parse(text) : {};
    if (!response.ok) throw new Error(answer.detail || response.statusText);
    return answer;
  };
  const signIn = async () => {
    const { options } = await ask('sign-in/passkey-options', {});
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
    const credential = await navigator.credentials.get({ publicKey });
    await ask('sign-in/passkey', { response: credential.toJSON() });
  };
  const enrol = async (form) => {
    const csrf = form.elements.csrf.value;
    const { options } = await ask('me/factors/passkey-options', {}, csrf);
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    const credential = await navigator.credentials.create({ publicKey });
    await ask('me/factors/passkeys', { response: credential.toJSON(), label: form.elements.label.value }, csrf);
  };
  for (const form of document.querySelectorAll('form[data-passkey]')) {
    form.hidden = false;
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const said = form.querySelector('[role=alert]');
      said.textContent = '';
      try {
        await (form.dataset.passkey === 'enrol' ? enrol(form) : signIn());
        location.assign((form.dataset.passkey === 'enrol' ? '/account' : '/sign-in/done') + location.search);
      } catch (error) {
        said.textContent = error.message;
      }
    });
  }
})();
`;
