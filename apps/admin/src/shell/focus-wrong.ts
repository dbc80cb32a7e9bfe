/** The first field that says what is wrong with it has the next key, also where it is folded away. */
export function focusFirstWrong(within: ParentNode | null = document.querySelector('#main')): void {
  const field = within?.querySelector<HTMLElement>('[aria-invalid="true"]');
  field?.closest('details')?.setAttribute('open', '');
  field?.focus();
}
