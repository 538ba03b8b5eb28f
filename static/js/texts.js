// The sentences of the scripts, which the page brings in its language.

const sources = document.querySelectorAll("[data-texts]");

export const texts = Object.assign({}, ...Array.from(sources, ({ dataset }) => dataset));

// Fill a number, or words for one such as "100+", into one of two sentences: for one, or for many.
export function countText(name, number) {
  return number === 1 ? texts[`${name}One`] : fill(`${name}Many`, { number });
}

// Fill values into the places of a sentence that are named like them: "{number}".
export function fill(name, values) {
  return texts[name].replaceAll(/\{(\w+)\}/g, (place, key) => values[key] ?? place);
}
