// Elements. What comes from outside gets in as text, never as markup.

/// make("a", {href: "#past", class: "quiet"}, "back"): functions are listeners, `true` an
/// attribute without a value; what is null or false is left out, among children as well.
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function")
      element.addEventListener(key.replace(/^on/, ""), value);
    else
      element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== false));
  return element;
}

export const byId = (id) => document.getElementById(id);

/// For those who hear the page.
export function say(text) { byId("said").textContent = text; }
