// What went wrong, as a person reads it.

import {make} from "./dom.js";

const kShort = 120;  // letters that stand in bold and can still be read

/// `again`: what a button repeats, if anything.
export function problemView(problem, again = null) {
  return make(
      "div", {class: "problem", role: "alert"},
      make("p", {class: problem.message.length < kShort ? "short" : null}, problem.message),
      problem.advice ? make("p", {}, problem.advice) : null,
      again ? make("button", {type: "button", onclick: again}, "Try again") : null);
}
