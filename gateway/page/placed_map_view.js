// A map where it lies on its picture, as the gateway has drawn it.

import {make} from "./dom.js";
import {slider} from "./slider.js";
import {percent} from "./words.js";

/// The gateway's colour of a class: bit by bit of its number to red, green and blue.
export function colourOf(index) {
  const colour = [0, 0, 0];
  for (let bit = 0; bit < 24; ++bit)
    colour[bit % 3] |= (index >> bit & 1) << (7 - (bit / 3 | 0));
  return colour;
}

function legend(map, firstClass) {
  return make(
      "ul", {class: "legend plain-list", "aria-label": "Classes"},
      map.labels.map((label, index) => {
        const swatch = make("span", {class: "swatch", "aria-hidden": "true"});
        if (index >= firstClass)
          swatch.style.setProperty("background-color", `rgb(${colourOf(index).join(" ")})`);
        return make(
            "li", {}, swatch,
            make("span", {}, index >= firstClass ? label : `${label} (not drawn)`),
            make("span", {class: "value"}, percent(map.shares[index])));
      }));
}

/// `map` as in mapView; `picture`: the URL of what it is of; `placed`: {url, firstClass}, the
/// same with the map over it.
export function placedMapView(map, picture, placed) {
  const shares =
      map.labels.map((label, index) => `${label} ${percent(map.shares[index])}`).join(", ");
  const over = make("img", {
    class: "top",
    src: placed.url,
    alt: `The picture with the map of classes over it: ${shares}`
  });
  return make(
      "figure", {class: "map"},
      make(
          "div", {class: "layers over"},
          picture ? make("img", {src: picture, alt: "The picture that was diagnosed"}) : null,
          over),
      make(
          "figcaption", {},
          picture ? slider(
                        "Opacity of the map", {min: 0, max: 100, value: 100},
                        (value) => {
                          over.style.setProperty("opacity", value / 100);
                          return `${value} %`;
                        }) :
                    null,
          legend(map, placed.firstClass),
          make("p", {class: "small"}, "The map lies where the model saw it.")));
}
