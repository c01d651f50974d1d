// How long a pool lasts.

import {askJson, query} from "./client.js";
import {count, number} from "./words.js";

const kHour = 3_600_000;
const kMostCounted = 1000;  // results of an hour; of maps, which are large, fewer
const kMostMaps = 20;

/// Results of a model within the last hour: {count, more}, more where so many are counted
/// alone.
export async function paceOf(model) {
  const limit = model.task === "map" ? kMostMaps : kMostCounted;
  const since = new Date(Date.now() - kHour).toISOString();
  const {results} = await askJson(
      query("/v1/diagnoses", {model: model.model, since, limit, outcomes: "false"}));
  return {
    count: results.filter((result) => result.service === model.service).length,
    more: results.length === limit
  };
}

function duration(hours) {
  if (hours < 2) return `${number(60 * hours)} minutes`;
  return hours < 72 ? `${number(hours)} hours` : `${number(hours / 24)} days`;
}

/// In words; nothing where there is no pace, or nothing that could last.
export function runwayText(prepared, pace) {
  if (pace === undefined || pace.count === 0 || prepared === 0) return "";
  const hours = prepared / pace.count;
  return `${count(prepared)} prepared; at the last hour's pace (${count(pace.count)}${
      pace.more ? " or more" :
                  ""} an hour) that is ${pace.more ? "at most " : ""}${duration(hours)}.`;
}
