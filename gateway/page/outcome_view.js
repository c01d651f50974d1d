// One record's outcome, by the model's task.

import {make} from "./dom.js";
import {mapView} from "./map_view.js";
import {placedMapView} from "./placed_map_view.js";
import {number, percent} from "./words.js";

function track(share, threshold, strong) {
  const fill = make("span", {class: strong ? "fill strong" : "fill"});
  fill.style.setProperty("--share", share);
  const parts = [fill];
  if (threshold !== undefined) {
    const mark = make("span", {class: "mark"});
    mark.style.setProperty("--share", threshold);
    parts.push(mark);
  }
  return make("span", {class: "track", "aria-hidden": "true"}, parts);
}

/// A name, a share as text and bar, and what is to be noted of it.
function row(label, share, {threshold, strong, note} = {}) {
  return make(
      "li", {class: strong ? "strong" : null}, make("span", {class: "label"}, label),
      make("span", {class: "value"}, percent(share)), track(share, threshold, strong),
      note ? make("span", {class: "note"}, note) : null);
}

function headline(text, more) {
  return make(
      "p", {class: "headline"}, make("span", {class: "name"}, text),
      more ? make("span", {class: "more"}, more) : null);
}

/// A few stand as the model has them, many by how likely they are.
function inOrder(classes) {
  return classes.length <= 4 ? classes :
                               [...classes].sort((a, b) => b.probability - a.probability);
}

function classes(result) {
  if (!result.classes)
    return [
      headline(result.label), make("p", {class: "small"}, "This model tells the label alone.")
    ];
  return [
    headline(result.label, percent(result.probability)),
    make(
        "ul", {class: "bars"},
        inOrder(result.classes).map(({label, probability}) => row(label, probability, {
                                      strong: label === result.label
                                    }))),
  ];
}

function binary(result) {
  if (result.probability === undefined) {
    return [
      headline(result.label), make("p", {class: "small"}, "This model tells the label alone.")
    ];
  }
  const side = result.positive ? "reaches" : "is below";
  return [
    headline(result.label),
    make("ul", {class: "bars"}, row("Probability", result.probability, {
           threshold: result.threshold,
           strong: result.positive,
           note: `${side} the threshold of ${percent(result.threshold)}`,
         })),
  ];
}

function findings(result) {
  const found = result.findings.filter((finding) => finding.positive);
  const rows = [...result.findings].sort((a, b) => b.probability - a.probability);
  return [
    headline(
        found.length === 0 ? "No finding" : found.map((finding) => finding.label).join(", ")),
    make(
        "ul", {class: "bars"},
        rows.map(({label, probability, threshold, positive}) => row(label, probability, {
                   threshold,
                   strong: positive,
                   note: `${positive ? "found" : "not found"}: threshold ${percent(threshold)}`,
                 }))),
  ];
}

function numbers(result) {
  return make(
      "dl", {class: "numbers"},
      result.values.map(
          (value, i) => make(
              "div", {},
              result.values.length > 1 || !/^value \d+$/.test(result.labels[i] ?? "value 0") ?
                  make("dt", {}, result.labels[i]) :
                  make("dt", {class: "unseen"}, "Value"),
              make(
                  "dd", {}, number(value),
                  result.unit ? make("span", {class: "unit"}, ` ${result.unit}`) : null))));
}

/// `picture`: the URL of what the record was made of, where there is one; `placed`: of a map,
/// as in placedMapView, where it could be placed.
export function outcomeView(result, picture = null, placed = null) {
  switch (result.task) {
    case "classes":
      return make("div", {}, shown(picture), classes(result));
    case "binary":
      return make("div", {}, shown(picture), binary(result));
    case "findings":
      return make("div", {}, shown(picture), findings(result));
    case "number":
      return make("div", {}, shown(picture), numbers(result));
    case "map":
      return make(
          "div", {}, headline(result.outcome),
          placed ? placedMapView(result.map, picture, placed) : mapView(result.map, picture));
    default:
      return make("div", {}, headline(result.outcome));
  }
}

function shown(picture) {
  return picture ?
      make("img", {class: "picture", src: picture, alt: "The picture that was diagnosed"}) :
      null;
}

/// The share that a list shows beside an outcome, if it has one.
export function mainShare(result) {
  if (result.task === "classes" || result.task === "binary") return result.probability;
  if (result.task === "findings")
    return Math.max(...result.findings.map((finding) => finding.probability));
  return undefined;
}

export function shareView(result) {
  const share = mainShare(result);
  if (share === undefined) return make("span", {});
  return make(
      "span", {class: "share"}, track(share, undefined, true),
      make("span", {}, percent(share)));
}
