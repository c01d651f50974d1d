// What a chosen file looks like, before anything is asked.

import {make} from "./dom.js";
import {counted, size} from "./words.js";

const kinds = {
  csv: "table",
  tsv: "table",
  txt: "table",
  npy: "NumPy array",
  npz: "NumPy arrays",
  png: "picture",
  dcm: "DICOM",
};

export function kindOf(file) {
  const extension = /\.([a-z0-9]+)$/i.exec(file.name)?.[1].toLowerCase();
  return kinds[extension] ?? "file";
}

/// A URL that shows the file as a picture, or null. Only PNGs are known to the browser; a DICOM
/// file needs a preview made by the server, whose URL belongs here.
export function pictureOf(file) {
  return kindOf(file) === "picture" ? URL.createObjectURL(file) : null;
}

async function linesOf(file) {
  if (kindOf(file) !== "table" || file.size > 4e6) return null;
  const lines = (await file.text()).split(/\r\n|\n|\r/).filter((line) => line.trim() !== "");
  return counted(lines.length, "line");
}

/// The file's name, kind and size, and the picture where there is one.
export async function previewView(file, picture, onRemove) {
  const facts = [kindOf(file), size(file.size), await linesOf(file)].filter(Boolean);
  return make(
      "div", {class: "preview"},
      picture ? make("img", {class: "picture", src: picture, alt: `The picture ${file.name}`}) :
                null,
      make(
          "div", {class: "file"},
          make(
              "p", {}, make("strong", {}, file.name),
              make("span", {class: "small"}, facts.join(", "))),
          make(
              "button", {
                type: "button",
                class: "quiet",
                onclick: onRemove,
                "aria-label": `Remove ${file.name}`
              },
              "Remove")));
}
