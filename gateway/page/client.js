// The gateway's routes, as the page asks them. Nothing waits for ever.

import {askForToken, token} from "./token.js";

const kPatience = 20_000;

/// What went wrong, in the server's words, and what may be done.
export class Problem extends Error {
  constructor(text, status, code = "") {
    super(text);
    this.status = status;
    this.code = code;
  }
  /// The gateway did not answer.
  get isLost() { return this.status === 0; }
  get advice() {
    if (this.isLost) return "Check the network, and whether the gateway runs. Then try again.";
    if (this.code === "pool-dry")
      return "The model's pool is empty. Try again once it has bundles; Pools shows them.";
    if (this.status === 400) return "Check the file and the model. Nothing was used up.";
    if (this.status === 401 || this.status === 403)
      return "Ask who runs the gateway for a token that may do this.";
    if (this.status === 404) return "It may have been removed, or the link is wrong.";
    if (this.status === 413) return "Send a smaller file, or its records in parts.";
    if (this.status === 429 || this.status === 503) return "Try again in a moment.";
    return "Tell who runs the gateway; its log says more.";
  }
}

async function problemOf(response) {
  const text = await response.text().catch(() => "");
  try {
    const told = JSON.parse(text);
    return new Problem(told.error, response.status, told.code);
  } catch {
    return new Problem(text || `The gateway answers ${response.status}.`, response.status);
  }
}

async function send(path, options, patience) {
  const headers = new Headers(options.headers);
  const shown = token();
  if (shown !== null) headers.set("Authorization", `Bearer ${shown}`);
  const signals =
      [options.signal, patience ? AbortSignal.timeout(patience) : null].filter(Boolean);
  try {
    return [await fetch(path, {...options, headers, signal: AbortSignal.any(signals)}), shown];
  } catch (error) {
    if (options.signal?.aborted) throw options.signal.reason;
    throw new Problem(
        error.name === "TimeoutError" ? "The gateway does not answer." :
                                        "The gateway can't be reached.",
        0);
  }
}

/// The response, where it is a good one. `patience`: until its head is there and, unless it is
/// 0, its end. Throws a Problem; what `signal` was aborted with where it was.
export async function ask(path, options = {}, patience = kPatience) {
  for (;;) {
    const [response, shown] = await send(path, options, patience);
    if (response.ok) return response;
    const problem = await problemOf(response);
    if (response.status !== 401) throw problem;
    const why = shown === null ? "This gateway wants to know who asks." : problem.message;
    if (!(await askForToken(shown, why))) throw problem;
  }
}

export async function askJson(path, options, patience) {
  const response = await ask(path, options, patience);
  try {
    return await response.json();
  } catch (error) {
    if (options?.signal?.aborted) throw options.signal.reason;
    throw new Problem("The gateway's answer broke off.", 0);
  }
}

/// "/v1/diagnoses?model=breast": parameters that are empty are left out.
export function query(path, parameters) {
  const all = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== "" && value !== null && value !== undefined) all.set(name, value);
  }
  return all.size > 0 ? `${path}?${all}` : path;
}

export const models = async () => (await askJson("/v1/models")).models;

/// The model of a diagnosis, and its other facts.
export const diagnosis = (id, options) =>
    askJson(`/v1/diagnoses/${encodeURIComponent(id)}`, options);

/// A picture of the gateway's: its URL, which is to be revoked, and what its answer's headers
/// say of it.
export async function askPicture(path, options, patience) {
  const {headers, blob} = await pictureIn(await ask(path, options, patience), options?.signal);
  return {
    url: URL.createObjectURL(blob),
    frames: Number(headers.get("X-Frames") ?? 1),
    firstClass: Number(headers.get("X-First-Class") ?? 0),
  };
}

async function pictureIn(response, signal) {
  try {
    return {headers: response.headers, blob: await response.blob()};
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw new Problem("The gateway's answer broke off.", 0);
  }
}

/// Names a request that may be sent twice.
export function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))]
      .map((byte) => byte.toString(16).padStart(2, "0"))
      .join("");
}

/// Headers are ASCII: of other letters the place remains.
export const headerText = (name) => name.normalize("NFKD").replace(/[^\x20-\x7e]/g, "_");
