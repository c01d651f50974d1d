// How many records each model can still take, in plain words.

import {models} from "./client.js";
import {byId, make} from "./dom.js";
import {problemView} from "./problem_view.js";
import {paceOf, runwayText} from "./runway.js";
import {count, counted, fidelity, milliseconds, named} from "./words.js";

const kRefresh = 5000;

const kPaceRefresh = 60_000;

let timer = null;
let paces = new Map();  // by poolName
let pacesAt = 0;

function stateOf(model) {
  if (model.prepared === 0) return ["empty", "Empty: no record can be diagnosed now."];
  if (model.low > 0 && model.prepared < model.low)
    return ["low", "Low: it is filled as bundles come."];
  return ["well", model.low > 0 ? "Well filled." : "Ready."];
}

/// The bar reaches from nothing to what is wanted; a mark stands where filling begins.
function levelView(model) {
  const most = Math.max(model.high, model.prepared + model.delivered, 1);
  const part = (className, share) => {
    const element = make("span", {class: className});
    element.style.setProperty("--share", share);
    return element;
  };
  const parts = [
    part("fill second", (model.prepared + model.delivered) / most),
    part("fill strong", model.prepared / most)
  ];
  if (model.low > 0) parts.push(part("mark", model.low / most));
  return make("span", {class: "track", "aria-hidden": "true"}, parts);
}

const poolName = (model) => JSON.stringify([model.model, model.service]);

/// Once a minute. Without a pace, pools are told all the same.
async function findPaces(all) {
  if (Date.now() - pacesAt < kPaceRefresh) return;
  pacesAt = Date.now();
  const found = await Promise.all(
      all.map(async (model) => [poolName(model), await paceOf(model).catch(() => undefined)]));
  paces = new Map(found);
}

function runway(model) {
  const parts = [make(
      "p", {class: "headline"}, make("span", {class: "name"}, count(model.prepared)),
      make(
          "span", {class: "more"},
          `${model.prepared === 1 ? "record" : "records"} can be diagnosed at once`))];
  if (model.high > 0 || model.delivered > 0) parts.push(levelView(model));
  const lasts = runwayText(model.prepared, paces.get(poolName(model)));
  if (lasts !== "") parts.push(make("p", {class: "lasts"}, lasts));
  const pace = model.bundle_us === null ?
      "" :
      `, which takes ${milliseconds(model.bundle_us / 1000)} each`;
  parts.push(make(
      "p", {},
      model.delivered > 0 ?
          `${counted(model.delivered, "more bundle")} came from the dealer and ${
              model.delivered === 1 ? "has" : "have"} to be prepared${pace}.` :
          "No further bundle waits to be prepared."));
  parts.push(make(
      "p", {},
      model.high > 0 ?
          `Below ${count(model.low)} the pool is filled up to ${count(model.high)} by itself.` :
          "Nobody fills this pool by itself: medisc hospital prepare does so by hand."));
  return parts;
}

function poolView(model) {
  const [state, text] = stateOf(model);
  return make(
      "article", {class: "card pool"}, make("h2", {}, model.model),
      make("p", {class: `state ${state}`}, text), runway(model),
      make(
          "p", {class: "small"},
          `From ${named(model.service, model.version)}; fidelity: ${
              fidelity(model.fidelity)}.`));
}

async function load() {
  const list = byId("pools-list");
  try {
    const all = await models();
    await findPaces(all);
    list.replaceChildren(
        ...(all.length > 0 ? all.map(poolView) :
                             [make("p", {class: "card"}, "No pool is there yet.")]));
  } catch (problem) {
    list.replaceChildren(problemView(problem, load));
    if (!problem.isLost && problem.status !== 503) return;
  }
  if (timer !== null) timer = setTimeout(load, kRefresh);
}

export const poolsView = {
  begin() {},
  async show() {
    timer = 0;
    pacesAt = 0;
    await load();
  },
  hide() {
    clearTimeout(timer);
    timer = null;
  },
};
