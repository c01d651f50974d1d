// A slider with its name and, in words, its value.

import {make} from "./dom.js";

let made = 0;

/// `onChange` gets the value, also the first one, and returns what is said of it.
export function slider(label, attributes, onChange) {
  const id = `slider-${++made}`;
  const input = make("input", {type: "range", id, ...attributes});
  const output = make("output", { for: id
  });
  const change = () => {
    output.textContent = onChange(Number(input.value));
  };
  input.addEventListener("input", change);
  change();
  return make("div", {class: "slider"}, make("label", { for: id
              }, label), input, output);
}
