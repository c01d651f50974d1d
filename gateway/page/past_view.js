// Results that are kept, a page at a time, and one diagnosis of them.

import {askJson, diagnosis, models, query} from "./client.js";
import {DiagnosisView} from "./diagnosis_view.js";
import {byId, make, say} from "./dom.js";
import {shareView} from "./outcome_view.js";
import {problemView} from "./problem_view.js";
import {counted, time} from "./words.js";

const kPage = 20;

let befores = [""];  // of the pages up to this one
let asked = 0;

function row(result) {
  const address = `#past/${encodeURIComponent(result.diagnosis)}/${result.place}`;
  return make(
      "tr", {}, make("th", {scope: "row"}, make("a", {href: address}, result.record)),
      make("td", {}, result.result.outcome), make("td", {}, shareView(result.result)),
      make("td", {}, result.model),
      make("td", {}, make("time", {datetime: result.made_at}, time(result.made_at))),
      make("td", {}, result.asker));
}

function tableView(results) {
  const heads = ["Record", "Outcome", "Probability", "Model", "When", "Asked by"];
  return make(
      "div", {class: "card scroll", tabindex: "0", role: "region", "aria-label": "Results"},
      make(
          "table", {class: "wide"},
          make(
              "thead", {},
              make("tr", {}, heads.map((name) => make("th", {scope: "col"}, name)))),
          make("tbody", {}, results.map(row))));
}

function turn(name, able, change) {
  return make(
      "button", {
        type: "button",
        disabled: !able,
        onclick: () => {
          change();
          load();
        }
      },
      name);
}

async function load() {
  const own = ++asked;
  const list = byId("past-list");
  list.setAttribute("aria-busy", "true");
  try {
    const {results} = await askJson(query("/v1/diagnoses", {
      record: byId("search-record").value.trim(),
      model: byId("search-model").value,
      before: befores.at(-1),
      limit: kPage + 1,
    }));
    if (own !== asked) return;
    const more = results.length > kPage;
    const shown = results.slice(0, kPage);
    const none = make("p", {class: "card"}, "There is no result of this kind.");
    list.replaceChildren(
        shown.length > 0 ? tableView(shown) : none,
        make(
            "div", {class: "actions"}, turn("Newer", befores.length > 1, () => befores.pop()),
            turn("Older", more, () => befores.push(String(shown.at(-1).serial)))));
    say(counted(shown.length, "result"));
  } catch (problem) {
    if (own === asked) list.replaceChildren(problemView(problem, load));
  } finally {
    list.removeAttribute("aria-busy");
  }
}

async function fillModels() {
  const choice = byId("search-model");
  const before = choice.value;
  const all = await models().catch(() => []);
  const names = [...new Set(all.map((model) => model.model))];
  choice.replaceChildren(
      make("option", {value: ""}, "All models"),
      ...names.map((name) => make("option", {value: name}, name)));
  choice.value = names.includes(before) ? before : "";
}

export const pastView = {
  begin() {
    byId("search").addEventListener("submit", (event) => {
      event.preventDefault();
      befores = [""];
      load();
    });
  },
  async show() {
    await Promise.all([load(), fillModels()]);
  },
};

export const oneView = {
  begin() {},
  async show(id, place) {
    const root = byId("one-outcome");
    root.replaceChildren(make("p", {class: "card"}, "Looking for it …"));
    try {
      const view = new DiagnosisView(root, await diagnosis(id));
      if (view.results.length === 0)
        root.replaceChildren(make("p", {class: "card"}, "It has no result."));
      view.choose(Number(place), false);
    } catch (problem) {
      root.replaceChildren(problemView(problem, () => this.show(id, place)));
    }
  },
};
