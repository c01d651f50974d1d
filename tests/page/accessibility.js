// What is wrong with the page as it is shown, for those who hear it, type, or see little: one
// text a fault. Run by the tests as the body of a function.

const faults = [];
const shown = (element) =>
    element.checkVisibility({checkVisibilityCSS: true, checkOpacity: true});
const called = (element) => `<${element.localName}${element.id ? ` id=${element.id}` : ""}> "${
    (element.innerText ?? "").slice(0, 30)}"`;
const all = (selector) => [...document.querySelectorAll(selector)].filter(shown);

// Names, labels, alternatives.

function nameOf(element) {
  const by = element.getAttribute("aria-labelledby");
  if (by)
    return by.split(" ")
        .map((id) => document.getElementById(id)?.textContent ?? "")
        .join(" ")
        .trim();
  return (element.getAttribute("aria-label") ??
          ([...element.labels ?? []].map((label) => label.textContent).join(" ") || null) ??
          element.querySelector("img[alt]")?.alt ??
          "").trim() ||
      (element.matches("a, button") ? element.innerText.trim() : "");
}
for (
    const element of all(
        "a[href], button, input, select, textarea, progress, [role=img], [role=region], nav, form, dialog")) {
  if (nameOf(element) === "") faults.push(`no name: ${called(element)}`);
}
for (const image of all("img")) {
  if (!image.hasAttribute("alt")) faults.push(`no alternative: ${image.src}`);
}
for (const attribute of ["for", "aria-labelledby", "aria-describedby", "aria-controls"]) {
  for (const element of document.querySelectorAll(`[${attribute}]`)) {
    for (const id of element.getAttribute(attribute).split(" ")) {
      if (!document.getElementById(id)) faults.push(`${attribute} of nothing: ${id}`);
    }
  }
}
const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
for (const id of new Set(ids)) {
  if (ids.filter((other) => other === id).length > 1) faults.push(`an id twice: ${id}`);
}

// Structure.

if (!document.documentElement.lang) faults.push("no language");
if (!document.title) faults.push("no title");
for (const landmark of ["main", "header", "nav"]) {
  if (all(landmark).length === 0) faults.push(`no ${landmark}`);
}
if (all("main").length !== 1) faults.push("several mains");
if (all("h1").length !== 1) faults.push(`${all("h1").length} first headings`);
let level = 0;
for (const heading of all("h1, h2, h3, h4")) {
  const own = Number(heading.localName[1]);
  if (own > level + 1) faults.push(`a heading's level is left out before ${called(heading)}`);
  level = own;
}
for (const cell of all("th")) {
  if (!cell.scope) faults.push(`a head of no row or column: ${called(cell)}`);
}
if (!document.querySelector("[role=status][aria-live]") && document.querySelector("form"))
  faults.push("nothing is told to who listens");
for (const element of document.querySelectorAll("[tabindex]")) {
  if (element.tabIndex > 0) faults.push(`an order of its own: ${called(element)}`);
}
for (const element of all(".scroll, pre")) {
  if (element.tabIndex < 0 && element.scrollWidth > element.clientWidth)
    faults.push(`can't be scrolled by keys: ${called(element)}`);
}
if (document.querySelector("[style*='javascript'], [onclick], style, script:not([src])"))
  faults.push("script or style within the HTML");

// Fingers, and narrow screens.

for (const element of all("button, input:not(.unseen), select, nav[aria-label=Views] a")) {
  const {width, height} = element.getBoundingClientRect();
  if (element.matches("[type=checkbox]")) continue;  // its label can be hit as well
  if (width < 24 || height < 24) faults.push(`small: ${called(element)} ${width} x ${height}`);
}
if (document.documentElement.scrollWidth > innerWidth)
  faults.push(`wider than the screen: ${document.documentElement.scrollWidth}`);

// Contrast, as WCAG 2 computes it.

const parse = (text) => (text.match(/[\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
function over(top, [r, g, b]) {
  const alpha = top[3] ?? 1;
  return [
    top[0] * alpha + r * (1 - alpha), top[1] * alpha + g * (1 - alpha),
    top[2] * alpha + b * (1 - alpha)
  ];
}
function behind(element) {
  const layers = [];
  for (let at = element; at; at = at.parentElement)
    layers.push(parse(getComputedStyle(at).backgroundColor));
  return layers.reduceRight((below, layer) => over(layer, below), [255, 255, 255]);
}
function luminance(colour) {
  const [r, g, b] = colour.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(a, b) {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}
let texts = 0;
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let node = walker.nextNode(); node; node = walker.nextNode()) {
  const element = node.parentElement;
  if (node.data.trim() === "" || !shown(element) ||
      element.closest(".unseen, noscript, option"))
    continue;
  const style = getComputedStyle(element);
  const back = behind(element);
  const ratio = contrast(over(parse(style.color), back), back);
  const size = parseFloat(style.fontSize);
  const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
  ++texts;
  if (ratio < (large ? 3 : 4.5))
    faults.push(`contrast ${ratio.toFixed(2)}: ${called(element)}`);
}
if (texts === 0) faults.push("no text was looked at");
for (const element of all("input:not(.unseen, [type=range], [type=checkbox]), select")) {
  if (element.disabled) continue;
  const ratio =
      contrast(parse(getComputedStyle(element).borderTopColor), behind(element.parentElement));
  if (ratio < 3) faults.push(`contrast ${ratio.toFixed(2)} of the border: ${called(element)}`);
}
for (const element of all(".fill.strong")) {
  const ratio = contrast(behind(element), behind(element.parentElement));
  if (ratio < 3)
    faults.push(`contrast ${ratio.toFixed(2)} of a bar: ${called(element.parentElement)}`);
}
return faults;
