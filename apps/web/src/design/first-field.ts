import { useEffect, type RefObject } from 'react';

/**
 * Begins a form where somebody writes: its first field has the focus, not the button that closes the sheet. Not on a
 * device without a mouse, where that would bring up its keyboard over what is to be read.
 */
export function useFirstField(form: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    if (!window.matchMedia('(pointer: fine)').matches) return;
    const fields = [...(form.current?.querySelectorAll<HTMLInputElement>('input, select, textarea') ?? [])];
    const [first] = fields;
    const checked = first?.type === 'radio' && fields.find((field) => field.name === first.name && field.checked);
    const chosen = checked || first;
    // A sheet that opens asks for this mark a moment later.
    chosen?.setAttribute('data-autofocus', '');
    chosen?.focus();
  }, [form]);
}
