// Attributes of elements, as the editor's parts want them described.

// The value of an attribute just as it is written: "007" is no number.
export function written(name, options = {}) {
  return {
    [name]: { default: null, parseHTML: (element) => element.getAttribute(name), ...options },
  };
}

// An attribute that is there or not, as `open` is.
export function flag(name) {
  return written(name, { parseHTML: (element) => (element.hasAttribute(name) ? "" : null) });
}

// A whole number, which is not written out where it says nothing.
export function number(name, silent) {
  return {
    [name]: {
      default: silent,
      parseHTML: (element) => Number.parseInt(element.getAttribute(name), 10) || silent,
      renderHTML: (attributes) => (attributes[name] === silent ? {} : { [name]: attributes[name] }),
    },
  };
}
