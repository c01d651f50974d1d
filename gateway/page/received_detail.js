// One image, or series, that came by itself: its picture, what was found, and what can be done.

import {ask, askJson, askPicture, diagnosis, models, newKey, query} from "./client.js";
import {DiagnosisView} from "./diagnosis_view.js";
import {make, say} from "./dom.js";
import {follow} from "./follow.js";
import {optionsOf} from "./model_choice.js";
import {pictureText} from "./preview.js";
import {problemView} from "./problem_view.js";
import {dicomDate, factsOf, patientOf, stateLook, stateText, studyOf} from "./received_words.js";
import {slider} from "./slider.js";
import {counted} from "./words.js";

/// An image takes part in a model that takes one of 1 or 3 channels, alone.
const isForImages = (model) =>
    model.inputs.length === 1 && [3, 4].includes(model.inputs[0].shape.length);

export class ReceivedDetail {
  /// `root` shows it from here on; `changed` is called where it does not stay as it was.
  constructor(root, received, changed) {
    this.id = received.id;
    this.changed = changed;
    this.abort = new AbortController();
    this.urls = [];
    this.drawn = new Map();
    this.title = make("h2", {tabindex: "-1"});
    this.state = make("div");
    this.asking = make("div");
    this.who = make("p", {class: "study"});
    this.facts = make("dl", {class: "card facts"});
    this.look = make("div");
    this.outcome = make("div");
    root.replaceChildren(
        make("article", {class: "card"}, this.title, this.who, this.state, this.asking),
        this.look, this.outcome, this.facts);
    this.update(received);
    this.findPicture(0);
  }

  /// What it shows is gone.
  end() {
    this.abort.abort();
    this.urls.forEach((url) => URL.revokeObjectURL(url));
  }

  /// True where the state is another.
  update(received) {
    const before = this.received;
    this.received = received;
    this.draw(this.title, patientOf(received), () => [patientOf(received)]);
    const who = [received.patient_id, studyOf(received), dicomDate(received.study_date)];
    this.draw(this.who, who, () => [who.filter(Boolean).join(" · ")]);
    this.draw(
        this.facts, factsOf(received),
        () => factsOf(received).map(
            ([name, text]) => make("div", {}, make("dt", {}, name), make("dd", {}, text))));
    const text = stateText(received);
    this.draw(this.state, [text, received.state], () => this.stateView(text));
    this.draw(this.asking, received.state, () => this.askingView());
    this.findOutcome();
    return before !== undefined && stateText(before) !== text;
  }

  /// Draws a part anew where what it shows has changed. A focus within stays near.
  draw(part, shown, view) {
    const text = JSON.stringify(shown);
    if (this.drawn.get(part) === text) return;
    this.drawn.set(part, text);
    const focused = part.contains(document.activeElement);
    part.replaceChildren(...view().filter(Boolean));
    if (focused) this.title.focus({preventScroll: true});
  }

  stateView(text) {
    const {state, error} = this.received;
    const again =
        state === "failed" || (error !== null && ["waiting", "reporting"].includes(state));
    this.trouble = make("div");
    return [
      make("p", {class: `told ${stateLook(this.received)}`}, text),
      again ?
          make(
              "div", {class: "actions"},
              make("button", {type: "button", onclick: () => this.tryAgain()}, "Try again")) :
          null,
      this.trouble,
    ];
  }

  async tryAgain() {
    try {
      await ask(
          `/v1/received/${encodeURIComponent(this.id)}/retry`,
          {method: "POST", signal: this.abort.signal});
      say("It is tried again");
    } catch (problem) {
      if (!this.abort.signal.aborted) this.trouble.replaceChildren(problemView(problem));
    }
    if (!this.abort.signal.aborted) await this.changed();
  }

  // Those that no rule names

  askingView() {
    if (this.received.state !== "kept") return [];
    const choice = make("select", {id: "kept-model", disabled: true});
    const button =
        make("button", {type: "submit", class: "primary", disabled: true}, "Diagnose");
    const told = make("div", {role: "status"});
    const form = make(
        "form", {class: "kept", "aria-label": "Diagnose what was received"},
        make("div", {class: "field"}, make("label", { for: "kept-model"
             }, "Model"), choice), button, told);
    let all = [];
    const update = () => {
      button.disabled = choice.value === "" || this.running === true;
    };
    choice.addEventListener("change", update);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (choice.value === "" || this.running) return;
      this.running = true;
      update();
      button.focus();
      await this.diagnose(all[Number(choice.value)], told);
      this.running = false;
      update();
    });
    models()
        .then((known) => {
          all = known.filter(isForImages);
          choice.replaceChildren(...optionsOf(all));
          choice.disabled = all.length === 0;
          update();
        })
        .catch((problem) => told.replaceChildren(problemView(problem)));
    return [form];
  }

  async diagnose({model, service}, told) {
    const {signal} = this.abort;
    this.key ??= newKey();
    const tell = (text) => told.replaceChildren(make("p", {class: "small"}, text));
    tell("It is being diagnosed …");
    try {
      const begun = await askJson(
          query("/v1/diagnoses", {model, service, received: this.id}), {
            method: "POST",
            headers: {"Idempotency-Key": `${this.key} ${model} ${service}`},
            signal
          },
          600_000);
      let failure = null;
      await follow(
          begun.id, {
            result() {},
            lost(problem) { tell(`${problem.message} Looking for it again …`); },
            found() { tell("It is being diagnosed …"); },
            over(state, error) {
              if (state !== "done") failure = error ?? `The diagnosis is ${state}.`;
            },
          },
          signal);
      this.key = undefined;
      if (failure !== null) return told.replaceChildren(problemView({message: failure}));
      tell("It is diagnosed.");
      await this.loadOutcome(begun.id);
      this.view?.focus();
    } catch (problem) {
      if (!signal.aborted) told.replaceChildren(problemView(problem));
    }
  }

  // Pictures

  async picture(parameters) {
    const picture = await askPicture(
        query(`/v1/received/${encodeURIComponent(this.id)}/picture`, parameters),
        {signal: this.abort.signal});
    this.urls.push(picture.url);
    return picture;
  }

  async findPicture(place) {
    if (this.received.files === 0) return;
    try {
      const shown = await this.picture({place: place > 0 ? place : null});
      if (place !== (this.place ?? 0)) return URL.revokeObjectURL(shown.url);
      this.shown = shown;
    } catch (problem) {
      if (this.abort.signal.aborted) return;
      this.shown = undefined;
      this.noPicture = problem.message;
    }
    this.showAll();
  }

  /// An image by itself: of a series, with a slider through it.
  lookView() {
    if (this.shown === undefined) {
      return make("p", {class: "card small"}, `There is no picture: ${this.noPicture}`);
    }
    const {url, frames} = this.shown;
    if (this.image === undefined) this.image = make("img", {class: "picture"});
    this.image.src = url;
    const all = this.received.files;
    const what = [this.received.modality, "image of", patientOf(this.received)];
    const which = all > 1 ? `, ${(this.place ?? 0) + 1} of ${all}` : "";
    this.image.alt = pictureText(what.filter(Boolean).join(" ") + which, frames);
    if (this.lookCard === undefined || this.lookOf !== all) {
      this.lookOf = all;
      this.lookCard = make(
          "div", {class: "card"}, this.image,
          frames > 1 ?
              make("p", {class: "small"}, `The first of ${counted(frames, "frame")}.`) :
              null,
          all > 1 ? slider(
                        "Image", {min: 1, max: all, value: (this.place ?? 0) + 1},
                        (value) => {
                          this.turnTo(value - 1);
                          return `${value} of ${all}`;
                        }) :
                    null);
    }
    return this.lookCard;
  }

  /// Shows another image of the series once the slider rests.
  turnTo(place) {
    if (place === (this.place ?? 0)) return;
    this.place = place;
    clearTimeout(this.turning);
    this.turning = setTimeout(() => this.findPicture(place), 150);
  }

  // Outcomes

  /// Its own diagnosis, or the last that people asked for.
  async findOutcome() {
    const {diagnosis: own, state, record} = this.received;
    const mark = `${own} ${state}`;
    if (this.mark === mark) return;
    this.mark = mark;
    try {
      if (own !== null && ["reporting", "done", "failed"].includes(state)) {
        await this.loadOutcome(own);
      } else if (state === "kept") {
        const {results} = await askJson(
            query("/v1/diagnoses", {record, limit: 1, outcomes: "false"}),
            {signal: this.abort.signal});
        if (results.length > 0) await this.loadOutcome(results[0].diagnosis);
      }
    } catch (problem) {
      if (this.abort.signal.aborted) return;
      this.mark = undefined;  // looked for again
      if (!problem.isLost && problem.status !== 503)
        this.outcome.replaceChildren(problemView(problem));
    }
  }

  async loadOutcome(id) {
    const found = await diagnosis(id, {signal: this.abort.signal});
    if (found.results.length === 0) return;
    this.placed = undefined;
    if (!this.received.series && found.results[0].result.task === "map") {
      try {
        this.placed = await this.picture({map: "true", diagnosis: id});
      } catch (problem) {
        if (this.abort.signal.aborted) return;
        this.unplaced = problem.message;
      }
    }
    this.found = found;
    this.showAll();
  }

  /// A picture belongs to its outcome, but where a map can't be placed on it, or there are
  /// more.
  showAll() {
    const map = this.found?.results[0].result.task === "map";
    const one = this.found?.records === 1 && !this.received.series && this.shown?.frames === 1;
    const joined = one && (!map || this.placed !== undefined);
    if (this.shown !== undefined || this.noPicture !== undefined)
      this.look.replaceChildren(...joined ? [] : [this.lookView()]);
    if (this.found === undefined) return;
    this.view = new DiagnosisView(
        this.outcome, this.found, joined ? this.shown.url : null,
        joined ? this.placed : undefined);
    if (map && this.placed === undefined && this.unplaced) {
      this.outcome.prepend(make(
          "p", {class: "card small"},
          `The map is not laid over the picture: ${this.unplaced}`));
    }
  }
}
