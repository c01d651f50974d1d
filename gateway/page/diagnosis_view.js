// A diagnosis: all its records, one of them in full, what the model is, and what left the
// building.

import {make, say} from "./dom.js";
import {outcomeView, shareView} from "./outcome_view.js";
import {count, counted, fidelity, milliseconds, named, time} from "./words.js";

/// Records of one session travel together: its costs are counted once.
function sumOf(results) {
  const sessions = new Map(
      results.map((result) => [result.session || `record ${result.place}`, result.costs]));
  const sum = {
    flights: 0,
    bytes_up: 0,
    bytes_down: 0,
    wire_up: 0,
    wire_down: 0,
    online_ms: 0,
    sessions: sessions.size
  };
  for (const costs of sessions.values()) {
    for (const name of Object.keys(costs)) sum[name] += costs[name];
  }
  return sum;
}

function costsView(results) {
  const sum = sumOf(results);
  const whole = results.length === 1 ? "the record" : `${count(results.length)} records`;
  return make(
      "section", {class: "card left", "aria-label": "What left the building"},
      make("h2", {}, "What left the building"),
      make(
          "p", {},
          make("strong", {}, `${counted(sum.bytes_up, "byte")} of noise left this house`),
          `, and ${counted(sum.bytes_down, "byte")} came back: ${
              counted(sum.flights, "flight")} over the network `,
          `in ${milliseconds(sum.online_ms)}, for ${whole}`,
          sum.sessions > 1 ? ` in ${counted(sum.sessions, "session")}. ` : ". ",
          "By themselves they tell nothing of the record or the outcome."),
      make(
          "p", {class: "small"},
          `With the network's framing: ${counted(sum.wire_up, "byte")} up, ${
              counted(sum.wire_down, "byte")} down.`));
}

function aboutView(diagnosis) {
  return make(
      "dl", {class: "card facts"},
      make(
          "div", {}, make("dt", {}, "Model"),
          make("dd", {}, named(diagnosis.model, diagnosis.version))),
      make("div", {}, make("dt", {}, "Fidelity"), make("dd", {}, fidelity(diagnosis.fidelity))),
      make("div", {}, make("dt", {}, "Diagnosis"), make("dd", {class: "id"}, diagnosis.id)));
}

/// "8 benign, 4 malignant", by what comes most often.
function tally(results) {
  const counts = new Map();
  for (const {result} of results)
    counts.set(result.outcome, (counts.get(result.outcome) ?? 0) + 1);
  if (counts.size > 6) return [];
  return [...counts]
      .sort((a, b) => b[1] - a[1])
      .map(([outcome,
             times]) => make("li", {}, make("strong", {}, count(times)), ` ${outcome}`));
}

/// `root` shows a diagnosis from here on. `picture` and `placed` as in outcomeView.
export class DiagnosisView {
  constructor(root, diagnosis, picture = null, placed = null) {
    this.diagnosis = {...diagnosis, results: []};
    this.picture = picture;
    this.placed = placed;
    this.title = make("h2", {tabindex: "-1"});
    this.tally = make("ul", {class: "tally"});
    this.rows = make("tbody");
    this.table = make(
        "div", {class: "scroll", tabindex: "0", role: "region", "aria-label": "Records"},
        make(
            "table", {},
            make(
                "thead", {},
                make(
                    "tr", {}, make("th", {scope: "col"}, "Record"),
                    make("th", {scope: "col"}, "Outcome"),
                    make("th", {scope: "col"}, "Probability"))),
            this.rows));
    this.detail = make("section", {class: "detail", "aria-label": "The record's outcome"});
    this.costs = make("div");
    this.list = make("div", {class: "card"}, this.title, this.tally, this.table);
    this.whole = make(
        "div", {class: "diagnosis", hidden: true}, this.list,
        make("div", {}, this.detail, this.costs, aboutView(diagnosis)));
    root.replaceChildren(this.whole);
    for (const result of diagnosis.results) this.add(result);
    this.update();
  }

  get results() { return this.diagnosis.results; }

  /// Of a record that is not there yet.
  add(result) {
    if (this.results.some((known) => known.place === result.place)) return;
    this.results.push(result);
    this.results.sort((a, b) => a.place - b.place);
    const row = make(
        "tr", {"data-place": result.place},
        make(
            "th", {scope: "row"},
            make(
                "button", {
                  type: "button",
                  class: "link",
                  onclick: () => this.choose(result.place, true),
                },
                result.record)),
        make("td", {}, result.result.outcome), make("td", {}, shareView(result.result)));
    const after =
        [...this.rows.children].find((other) => Number(other.dataset.place) > result.place);
    this.rows.insertBefore(row, after ?? null);
  }

  update() {
    const [first] = this.results;
    this.whole.hidden = first === undefined;
    if (first === undefined) return;
    const all = counted(this.diagnosis.records, "record");
    const complete = this.results.length === this.diagnosis.records;
    this.title.textContent = complete ? all : `${count(this.results.length)} of ${all}`;
    this.list.hidden = this.diagnosis.records === 1;
    this.table.classList.toggle(
        "plain", this.results.every(({result}) => shareView(result).childElementCount === 0));
    this.tally.replaceChildren(...tally(this.results));
    if (this.chosen === undefined) this.choose(first.place, false);
    this.costs.replaceChildren(costsView(this.results));
  }

  /// Pictures that came later.
  showPictures(picture, placed = null) {
    this.picture = picture;
    this.placed = placed;
    if (this.chosen !== undefined) this.choose(this.chosen, false);
  }

  /// Shows one record in full; `spoken`: a person asked for it.
  choose(place, spoken) {
    const chosen = this.results.find((result) => result.place === place);
    if (chosen === undefined) return;
    this.chosen = place;
    for (const row of this.rows.children) {
      const here = Number(row.dataset.place) === place;
      row.classList.toggle("chosen", here);
      row.querySelector("button").setAttribute("aria-pressed", here);
    }
    this.detail.replaceChildren(make(
        "div", {class: "card"}, make("h2", {tabindex: "-1"}, chosen.record),
        chosen.made_at ? make("p", {class: "small"}, time(chosen.made_at)) : null,
        outcomeView(chosen.result, this.picture, this.placed)));
    if (!spoken) return;
    say(`${chosen.record}: ${chosen.result.outcome}`);
    this.detail.scrollIntoView({block: "nearest"});
  }

  focus() {
    if (this.list.hidden)
      this.detail.querySelector("h2")?.focus();
    else
      this.title.focus();
  }
}
