// A map of classes over the picture it is of: a class's colour a pixel.

import {make} from "./dom.js";
import {slider} from "./slider.js";
import {percent} from "./words.js";

// Okabe and Ito's colours, which those who see few tell apart, too.
const kColours = [
  [120, 130, 140], [230, 159, 0], [86, 180, 233], [0, 158, 115], [240, 228, 66], [0, 114, 178],
  [213, 94, 0], [204, 121, 167]
];
const colourOf = (index) => kColours[index === 0 ? 0 : 1 + (index - 1) % (kColours.length - 1)];

function paint(canvas, map, slice, hidden) {
  const [height, width] = map.shape.slice(-2);
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  const first = slice * width * height;
  for (let i = 0; i < width * height; ++i) {
    const index = map.classes[first + i];
    if (hidden.has(index)) continue;
    image.data.set([...colourOf(index), 255], 4 * i);
  }
  context.putImageData(image, 0, 0);
}

function legend(map, hidden, repaint) {
  return make(
      "fieldset", {class: "legend"}, make("legend", {}, "Classes"),
      map.labels.map((label, index) => {
        const swatch = make("span", {class: "swatch", "aria-hidden": "true"});
        swatch.style.setProperty("background-color", `rgb(${colourOf(index).join(" ")})`);
        const box = make("input", {type: "checkbox", checked: !hidden.has(index)});
        box.addEventListener("change", () => {
          if (box.checked)
            hidden.delete(index);
          else
            hidden.add(index);
          repaint();
        });
        return make(
            "label", {}, box, swatch, make("span", {}, label),
            make("span", {class: "value"}, percent(map.shares[index])));
      }));
}

/// `map`: {shape: [height, width] or [slices, height, width], labels, shares, classes}. The
/// first class is what surrounds the others: it is not drawn until it is asked for.
export function mapView(map, picture = null) {
  const [height, width] = map.shape.slice(-2);
  const slices = map.shape.length > 2 ? map.shape[0] : 1;
  const hidden = new Set(map.labels.length > 1 ? [0] : []);
  const shares =
      map.labels.map((label, index) => `${label} ${percent(map.shares[index])}`).join(", ");
  const canvas = make("canvas", {role: "img", "aria-label": `Map of classes: ${shares}`});
  let slice = 0;
  const repaint = () => paint(canvas, map, slice, hidden);
  repaint();
  const layers = make(
      "div", {class: picture ? "layers over" : "layers"},
      picture ? make("img", {src: picture, alt: "The picture that was diagnosed"}) : null,
      canvas);
  layers.style.setProperty("--ratio", `${width} / ${height}`);
  return make(
      "figure", {class: "map"}, layers,
      make(
          "figcaption", {},
          slider(
              "Opacity of the map", {min: 0, max: 100, value: picture ? 55 : 100},
              (value) => {
                canvas.style.setProperty("opacity", value / 100);
                return `${value} %`;
              }),
          slices > 1 ? slider(
                           "Slice", {min: 1, max: slices, value: 1},
                           (value) => {
                             slice = value - 1;
                             repaint();
                             return `${value} of ${slices}`;
                           }) :
                       null,
          legend(map, hidden, repaint),
          picture ?
              make("p", {class: "small"}, "The map is stretched over the whole picture.") :
              null));
}
