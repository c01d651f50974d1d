// The first view: a file, a model, and what comes out.

import {Problem, ask, askJson, askPicture, diagnosis, headerText, newKey, query} from "./client.js";
import {DiagnosisView} from "./diagnosis_view.js";
import {byId, make, say} from "./dom.js";
import {follow} from "./follow.js";
import {chosenModel, fillModels} from "./model_choice.js";
import {pictureOf, previewView, showNoPicture, showPicture} from "./preview.js";
import {problemView} from "./problem_view.js";
import {counted} from "./words.js";

const kUploadPatience = 600_000;

let file = null;
let looking = new AbortController();  // for the file's picture
let picture = null;                   // of the file: {url, frames}
let request = null;  // {key, model, service} of one that is not done: sent again, it goes on,
                     // and nothing is paid for twice
let running = null;  // {id, abort} of the diagnosis that runs

function update() {
  byId("send").disabled = file === null || byId("model").value === "" || running !== null;
  byId("cancel").hidden = running === null;
  byId("file").disabled = running !== null;
}

async function choose(chosen) {
  if (running !== null) return;
  file = chosen ?? null;
  request = null;
  looking.abort();
  looking = new AbortController();
  drop(picture);
  picture = null;
  const own = file;
  const preview = own ? [await previewView(own, remove)] : [];
  if (file !== own) return;  // another one, meanwhile
  byId("chosen").replaceChildren(...preview);
  if (own) say(`${own.name} is chosen`);
  update();
  if (own) await look(own, preview[0], looking.signal);
}

/// The file's picture, once it is there: without it, too, the file can be diagnosed.
async function look(own, preview, signal) {
  try {
    const found = await pictureOf(own, signal);
    if (file !== own) return drop(found);
    picture = found;
    showPicture(preview, own, picture);
    if (shown.file === own) {
      shown.picture = picture;
      shown.view?.showPictures(wholePicture());
    }
  } catch (problem) {
    if (file === own && !signal.aborted) showNoPicture(preview, problem);
  }
}

/// For the outcome: one of several frames is not what was diagnosed.
function wholePicture() { return picture?.frames === 1 ? picture.url : null; }

/// An outcome outlives the choice of another file: what it shows is kept.
function drop(unused) {
  if (unused && unused !== shown.picture) URL.revokeObjectURL(unused.url);
}

function remove() {
  byId("file").value = "";
  choose(null);
  byId("file").focus();
}

let shown = {file: null, picture: null, placed: null, view: null};  // of the outcome

function showProgress(text, done = null, of = null) {
  const progress = byId("progress");
  progress.hidden = false;
  progress.replaceChildren(
      make("label", { for: "progress-bar"
      }, text), make("progress", {id: "progress-bar", max: of, value: done}));
}

function fail(problem) {
  byId("progress").hidden = true;
  const again = problem.isLost || problem.status >= 429 || problem.status === 401 ?
      () => byId("ask").requestSubmit() :
      null;
  const view = problemView(problem, again);
  const outcome = byId("outcome");
  if (outcome.querySelector(".diagnosis"))
    outcome.prepend(view);
  else
    outcome.replaceChildren(view);
  view.scrollIntoView({block: "nearest"});
}

/// The map of an image where it lies, as the gateway places it. Where it can't, the map stays
/// as it is.
async function place(begun, view) {
  if (begun.records !== 1 || view.results[0]?.result.task !== "map" ||
      shown.picture?.frames !== 1)
    return;
  const own = shown;
  try {
    own.placed = await askPicture(
        `/v1/diagnoses/${encodeURIComponent(begun.id)}/picture`,
        {method: "POST", body: own.file, headers: {"X-Filename": headerText(own.file.name)}},
        kUploadPatience);
    view.showPictures(own.picture.url, own.placed);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
  }
}

/// The diagnosis from its beginning to its end.
async function watch(begun, signal) {
  shown.picture = picture;
  const view = new DiagnosisView(byId("outcome"), begun, wholePicture());
  shown.view = view;
  const all = begun.records;
  const tell = () => showProgress(
      `${view.results.length} of ${counted(all, "record")}`, view.results.length, all);
  tell();
  await follow(
      begun.id, {
        result(result) {
          view.add(result);
          view.update();
          tell();
        },
        lost(problem) {
          showProgress(`${problem.message} Looking for it again …`);
          say(`${problem.message} Looking for it again.`);
        },
        found: tell,
        over(state, error) {
          byId("progress").hidden = true;
          if (state === "done") {
            request = null;
            say(`Done: ${counted(all, "record")}. ${
                all === 1 ? view.results[0]?.result.outcome : ""}`);
            view.focus();
            place(begun, view);
          } else {
            fail(
                stopped ? {
                  message: "The diagnosis was cancelled.",
                  advice: `${counted(view.results.length, "result")} came before, and are kept.`
                } :
                          {
                            message: error ?? `The diagnosis is ${state}.`,
                            advice: "What came before is kept. Try again in a moment.",
                            status: 503
                          });
          }
        },
      },
      signal);
}

let stopped = false;  // by a person

async function submit(event) {
  event.preventDefault();
  if (file === null || running !== null) return;
  const {model, service} = chosenModel();
  const abort = new AbortController();
  if (request?.model !== model || request?.service !== service)
    request = {key: newKey(), model, service};
  stopped = false;
  running = {id: null, abort};
  update();
  byId("outcome").replaceChildren();
  const before = shown;
  shown = {file, picture, placed: null, view: null};
  drop(before.picture === picture ? null : before.picture);
  drop(before.placed);
  showProgress(`Sending ${file.name}`);
  say(`Sending ${file.name}`);
  try {
    const begun = await askJson(
        query("/v1/diagnoses", {model, service}), {
          method: "POST",
          body: file,
          headers: {"X-Filename": headerText(file.name), "Idempotency-Key": request.key},
          signal: abort.signal,
        },
        kUploadPatience);
    running.id = begun.id;
    await watch(begun, abort.signal);
  } catch (problem) {
    if (!abort.signal.aborted)
      fail(problem instanceof Problem ? problem : new Problem(String(problem), 500));
    else
      fail({
        message: "The diagnosis was given up.",
        advice: "If the file had arrived, its results are kept."
      });
  } finally {
    running = null;
    byId("progress").hidden = true;
    update();
    fillModels();
  }
}

async function cancel() {
  stopped = true;
  const {id, abort} = running;
  if (id === null) return abort.abort();
  showProgress("Cancelling: what is under way is finished, and kept");
  say("Cancelling");
  try {
    await ask(`/v1/diagnoses/${encodeURIComponent(id)}`, {method: "DELETE"});
  } catch (problem) {
    if (problem.status !== 404) return fail(problem);
    const {state} = await diagnosis(id).catch(() => ({state: ""}));
    if (state === "running") fail(problem);
  }
}

function takeDrops() {
  const drop = byId("drop");
  const over = (on) => (event) => {
    event.preventDefault();
    drop.classList.toggle("over", on);
  };
  for (const name of ["dragenter", "dragover"]) document.addEventListener(name, over(true));
  for (const name of ["dragleave", "dragend"]) document.addEventListener(name, over(false));
  document.addEventListener("drop", (event) => {
    over(false)(event);
    const [dropped] = event.dataTransfer.files;
    if (dropped === undefined) return;
    location.hash = "#diagnose";
    choose(dropped);
  });
}

export const askView = {
  begin() {
    byId("file").addEventListener("change", () => {
      const [chosen] = byId("file").files;
      if (chosen) choose(chosen);
    });
    byId("model").addEventListener("change", update);
    byId("ask").addEventListener("submit", submit);
    byId("cancel").addEventListener("click", cancel);
    takeDrops();
  },
  async show() {
    await fillModels();
    update();
  },
};
