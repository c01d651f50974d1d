// Images that came by themselves: all of them, and one in full.

import {askJson, query} from "./client.js";
import {byId, make, say} from "./dom.js";
import {problemView} from "./problem_view.js";
import {ReceivedDetail} from "./received_detail.js";
import {isUnderWay, patientOf, stateLook, stateName, stateText, studyOf} from "./received_words.js";
import {counted, time} from "./words.js";

const kListed = 50;
const kSoon = 3000;    // milliseconds between looks while something is under way,
const kLater = 15000;  // and else

let timer = null;        // null: the view is not shown
let detail = null;       // of the chosen one
let wanted = null;       // its id
const rows = new Map();  // by ids: {item, shown}

/// Whether this gateway takes images by itself: it tells all that it answers.
export async function takesImages() {
  const {paths} = await askJson("/openapi.json");
  return "/v1/received" in paths;
}

function rowView(received) {
  return make(
      "button", {
        type: "button",
        class: "arrival",
        "aria-pressed": String(received.id === wanted),
        onclick: () => choose(received.id, true),
      },
      make("strong", {}, patientOf(received)),
      make("span", {class: `state ${stateLook(received)}`}, stateName(received)),
      make("span", {class: "study"}, studyOf(received)),
      make("time", {class: "small", datetime: received.arrived_at}, time(received.arrived_at)));
}

/// Rows stay what they are where nothing has changed, so that what has the focus keeps it.
function showRows(all) {
  const list = byId("received-list");
  const focused = document.activeElement;
  const had = list.contains(focused) ? focused.closest("li") : null;
  for (const [id, row] of rows) {
    if (all.some((received) => received.id === id)) continue;
    row.item.remove();
    rows.delete(id);
  }
  let next = list.firstElementChild;
  for (const received of all) {
    const row = rows.get(received.id) ?? {item: make("li"), shown: ""};
    rows.set(received.id, row);
    const shown = JSON.stringify(received) + (received.id === wanted);
    if (row.shown !== shown) row.item.replaceChildren(rowView(received));
    row.shown = shown;
    if (row.item === next)
      next = next.nextElementSibling;
    else
      list.insertBefore(row.item, next);
  }
  if (had === null || document.activeElement === focused) return;
  (had.isConnected ? had.querySelector("button") : byId("received-title")).focus({
    preventScroll: true
  });
}

function showCount(all) {
  byId("received-count").textContent = all.length === 0 ?
      "Nothing has come yet." :
      `${counted(all.length, "image or series", "images and series")}, the newest first; ${
          all.filter(isUnderWay).length} under way.`;
}

let known = [];
let told = "";  // the problem that is shown: said once

function choose(id, spoken) {
  wanted = id;
  history.replaceState(null, "", `#received/${encodeURIComponent(id)}`);
  showRows(known);
  const received = known.find((one) => one.id === id);
  if (received) showDetail(received, spoken);
}

function showDetail(received, spoken) {
  if (detail?.id !== received.id) {
    detail?.end();
    detail = new ReceivedDetail(byId("received-one"), received, load);
  } else if (detail.update(received)) {
    say(`${patientOf(received)}: ${stateText(received)}`);
  }
  if (!spoken) return;
  say(`${patientOf(received)}: ${stateText(received)}`);
  const beside = matchMedia("(min-width: 60rem)").matches;
  byId("received-one").scrollIntoView({block: beside ? "nearest" : "start"});
}

/// The chosen one, which may be older than the list.
async function loadWanted() {
  if (wanted === null) return;
  const id = wanted;
  const received = known.find((one) => one.id === id) ??
      await askJson(`/v1/received/${encodeURIComponent(id)}`);
  if (id === wanted && timer !== null) showDetail(received, false);
}

async function load() {
  if (timer === null) return;
  clearTimeout(timer);
  const problems = byId("received-problem");
  try {
    known = (await askJson(query("/v1/received", {limit: kListed}))).received;
    if (timer === null) return;
    showRows(known);
    showCount(known);
    await loadWanted();
    told = "";
    problems.replaceChildren();
  } catch (problem) {
    if (timer === null) return;
    if (told !== problem.message) problems.replaceChildren(problemView(problem, load));
    told = problem.message;
    if (problem.status === 401 || problem.status === 403) return;
  }
  if (timer === null) return;
  clearTimeout(timer);
  timer = setTimeout(load, known.some(isUnderWay) ? kSoon : kLater);
}

export const receivedView = {
  begin() {},
  async show(id = null) {
    timer = 0;
    wanted = id;
    await load();
  },
  hide() {
    clearTimeout(timer);
    timer = null;
    detail?.end();
    detail = null;
    byId("received-one").replaceChildren();
  },
};
