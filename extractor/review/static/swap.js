// The one place where text becomes elements: fragments that the desk's own server has rendered and escaped.

const plain = { createHTML: (html) => html };
const policy = globalThis.trustedTypes?.createPolicy("extractor", plain) ?? plain;

/** Replace what an element holds by a fragment of the server. */
export function swap(element, html) {
  element.innerHTML = policy.createHTML(html);
}

/** Replace an element itself by a fragment of the server. */
export function replace(element, html) {
  const holder = document.createElement("template");
  swap(holder, html);
  element.replaceWith(holder.content);
}
