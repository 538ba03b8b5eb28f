// The sentences of the scripts, which the page brings in its language.

const source = document.querySelector("[data-texts]");

export const texts = source ? { ...source.dataset } : {};

// Fill a number, or words for one such as "100+", into one of two sentences: for one, or for many.
export function counted(name, number) {
  return number === 1 ? texts[`${name}One`] : texts[`${name}Many`].replace("{number}", number);
}
