// What a chosen file looks like, before anything is asked.

import {askPicture, headerText} from "./client.js";
import {make} from "./dom.js";
import {counted, size} from "./words.js";

const kPatience = 120_000;  // for a large file to be sent and drawn

const kinds = {
  csv: "table",
  tsv: "table",
  txt: "table",
  npy: "NumPy array",
  npz: "NumPy arrays",
  png: "picture",
  dcm: "DICOM",
};

/// By its name; DICOM files, which often have none that tells, by their mark as well.
async function kindOf(file) {
  const extension = /\.([a-z0-9]+)$/i.exec(file.name)?.[1].toLowerCase();
  if (kinds[extension]) return kinds[extension];
  const mark = await file.slice(128, 132).text().catch(() => "");
  return mark === "DICM" ? "DICOM" : "file";
}

/// {url, frames} of the file's picture, or null where it has none. The browser knows PNGs; of
/// DICOM files the gateway makes one. Throws a Problem, or what `signal` was aborted with.
export async function pictureOf(file, signal) {
  switch (await kindOf(file)) {
    case "picture":
      return {url: URL.createObjectURL(file), frames: 1};
    case "DICOM":
      return askPicture(
          "/v1/pictures",
          {method: "POST", body: file, headers: {"X-Filename": headerText(file.name)}, signal},
          kPatience);
    default:
      return null;
  }
}

async function linesOf(file, kind) {
  if (kind !== "table" || file.size > 4e6) return null;
  const lines = (await file.text()).split(/\r\n|\n|\r/).filter((line) => line.trim() !== "");
  return counted(lines.length, "line");
}

/// The file's name, kind and size, and a place for its picture.
export async function previewView(file, onRemove) {
  const kind = await kindOf(file);
  const facts = [kind, size(file.size), await linesOf(file, kind)].filter(Boolean);
  return make(
      "div", {class: "preview"},
      make(
          "div", {class: "look"},
          kind === "DICOM" ? make("p", {class: "small"}, "Its picture is on the way …") : null),
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

/// What is seen of a file with `frames` of them.
export function pictureText(what, frames) {
  return frames > 1 ? `${what}, the first of ${frames} frames` : what;
}

/// Puts a picture, or none, into what previewView made.
export function showPicture(view, file, picture) {
  view.querySelector(".look").replaceChildren(...picture === null ? [] : [
    make("img", {
      class: "picture",
      src: picture.url,
      alt: pictureText(`The picture ${file.name}`, picture.frames)
    }),
    ...picture.frames > 1 ?
        [make("p", {class: "small"}, `The first of ${picture.frames} frames is shown.`)] :
        []
  ]);
}

/// Why there is none, which keeps nobody from asking.
export function showNoPicture(view, problem) {
  view.querySelector(".look").replaceChildren(
      make("p", {class: "small", role: "status"}, `It can't be shown: ${problem.message}`));
}
