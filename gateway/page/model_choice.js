// Which model is asked, and what it is.

import {models} from "./client.js";
import {byId, make} from "./dom.js";
import {problemView} from "./problem_view.js";
import {count, fidelity, named} from "./words.js";

const tasks = {
  classes: "one of several classes",
  binary: "yes or no",
  findings: "any of several findings",
  number: "a number",
  map: "a class for each point of a picture",
};

let known = [];

function inputText(input) {
  const shape = input.shape.join(" × ");
  const few = input.features.length > 0 && input.features.length <= 6;
  return `${input.name}: ${
      few                        ? input.features.join(", ") :
          input.shape.length > 1 ? shape :
                                   `${shape} numbers`}`;
}

function aboutView(model) {
  const ready = model.prepared > 0 ? `${count(model.prepared)} can be diagnosed at once` :
                                     "none now: its pool is empty";
  const facts = [
    [
      "Answers",
      `${tasks[model.task] ?? model.task}${
          model.labels.length <= 6 ? `: ${model.labels.join(", ")}` : ""}`
    ],
    ["Takes", model.inputs.map(inputText).join("; ")],
    ["From", named(model.service, model.version)],
    ["Fidelity", fidelity(model.fidelity)],
    ["Records", ready],
  ];
  const features = model.inputs.flatMap((input) => input.features.map((name, i) => {
    const unit = input.units[i];
    return unit ? `${name} (${unit})` : name;
  }));
  return [
    make(
        "dl", {class: "facts"},
        facts.map(
            ([name, text]) => make("div", {}, make("dt", {}, name), make("dd", {}, text)))),
    features.length > 6 ?
        make(
            "details", {}, make("summary", {}, `All ${count(features.length)} columns`),
            make("p", {class: "small"}, features.join(", "))) :
        null,
  ].filter(Boolean);
}

export function chosenModel() { return known[Number(byId("model").value)]; }

function showChosen() {
  const model = byId("model").value === "" ? undefined : chosenModel();
  const about = byId("about-model");
  const open = about.querySelector("details")?.open;
  about.replaceChildren(...(model ? aboutView(model) : []));
  if (open && about.querySelector("details")) about.querySelector("details").open = true;
}

/// Their values are places in `all`.
export function optionsOf(all) {
  if (all.length === 0) return [make("option", {value: ""}, "No model is there yet")];
  const names = all.map((model) => model.model);
  const options = all.map((model, i) => {
    const shared = names.filter((name) => name === model.model).length > 1;
    return make(
        "option", {value: String(i)},
        shared ? `${model.model}, from ${model.service}` : model.model);
  });
  return all.length === 1 ? options :
                            [make("option", {value: ""}, "Choose a model"), ...options];
}

/// Asks for the models anew; what was chosen stays so.
export async function fillModels() {
  const choice = byId("model");
  const before = choice.value === "" ? undefined : chosenModel();
  try {
    known = await models();
  } catch (problem) {
    choice.replaceChildren(make("option", {value: ""}, "No model can be asked"));
    choice.disabled = true;
    byId("about-model").replaceChildren(problemView(problem, fillModels));
    choice.dispatchEvent(new Event("change"));
    return;
  }
  choice.replaceChildren(...optionsOf(known));
  choice.disabled = known.length === 0;
  const again = known.findIndex(
      (model) => model.model === before?.model && model.service === before?.service);
  if (again >= 0) choice.value = String(again);
  choice.onchange = showChosen;
  showChosen();
  choice.dispatchEvent(new Event("change"));
}
