// A diagnosis while it runs: server-sent events by fetch, which can show a token.

import {Problem, ask, diagnosis} from "./client.js";

const kGlance = 10_000;  // milliseconds between looks whether a silent stream still lives
const kLongestPause = 10_000;

/// The events of a response's body.
async function* eventsOf(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const {value, done} = await reader.read();
    if (done) return;
    text += value;
    const blocks = text.split("\n\n");
    text = blocks.pop();
    for (const block of blocks) {
      const fields =
          Object.fromEntries(block.split("\n").map((line) => line.split(/: ?(.*)/s, 2)));
      if (fields.data !== undefined) yield {name: fields.event, told: JSON.parse(fields.data)};
    }
  }
}

function pause(time, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, time);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    }, {once: true});
  });
}

/// Reads one stream to its end; true where that was the diagnosis's.
async function stream(id, watcher, signal) {
  const own = new AbortController();
  const both = AbortSignal.any([signal, own.signal]);
  const timer = setInterval(() => {
    diagnosis(id, {signal: both}).catch((problem) => own.abort(problem));
  }, kGlance);
  try {
    const response = await ask(`/v1/diagnoses/${id}/events`, {signal: both}, 0);
    watcher.found();
    for await (const {name, told} of eventsOf(response)) {
      if (name === "result")
        watcher.result(told);
      else
        return watcher.over(name, told.error), true;
    }
    return false;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Problem) throw error;
    throw new Problem("The connection to the gateway broke.", 0);
  } finally {
    clearInterval(timer);
    own.abort();
  }
}

/// Looks at the diagnosis as a whole; true where it is over.
async function look(id, watcher, signal) {
  const whole = await diagnosis(id, {signal});
  watcher.found();
  whole.results.forEach((result) => watcher.result(result));
  if (whole.state === "running") return false;
  watcher.over(whole.state, whole.error);
  return true;
}

/// Tells `watcher` of result(one) (perhaps again), lost(problem), found(), and over(state,
/// error), with which it ends. A lost connection is looked for again until `signal`.
export async function follow(id, watcher, signal) {
  for (let wait = 500;; wait = Math.min(2 * wait, kLongestPause)) {
    try {
      if (await stream(id, watcher, signal)) return;
    } catch (problem) {
      signal.throwIfAborted();
      if (!problem.isLost && problem.status !== 404) throw problem;
    }
    try {
      if (await look(id, watcher, signal)) return;
    } catch (problem) {
      signal.throwIfAborted();
      if (!problem.isLost && problem.status !== 503) throw problem;
      watcher.lost(problem);
    }
    await pause(wait, signal);
  }
}
