// Numbers and times as people write them.

const grouped = new Intl.NumberFormat("en-US");
const short = new Intl.NumberFormat("en-US", {maximumSignificantDigits: 3});
const moment = new Intl.DateTimeFormat(undefined, {dateStyle: "medium", timeStyle: "short"});

export const count = (value) => grouped.format(value);

/// counted(1, "record"): "1 record"; counted(1305, "byte"): "1,305 bytes".
export const counted = (value, word, several = `${word}s`) =>
    `${count(value)} ${value === 1 ? word : several}`;

/// Of a share of 1; never sure where it is not.
export function percent(share) {
  if (share > 0.999 && share < 1) return "> 99.9 %";
  if (share > 0 && share < 0.001) return "< 0.1 %";
  return `${(100 * share).toFixed(1).replace(/\.0$/, "")} %`;
}

export const number = (value) => short.format(value);

export function milliseconds(value) {
  if (value >= 1000) return `${short.format(value / 1000)} s`;
  return `${short.format(value)} ms`;
}

/// Of a file.
export function size(bytes) {
  if (bytes < 1000) return counted(bytes, "byte");
  if (bytes < 1e6) return `${short.format(bytes / 1e3)} kB`;
  return `${short.format(bytes / 1e6)} MB`;
}

export function time(text) {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? text : moment.format(at);
}

/// What a model's runs agree with those of the network it is made of.
export function fidelity(measured) {
  if (measured === null || measured === undefined) return "not measured";
  const records = `${count(measured.records)} ${measured.drawn ? "drawn " : ""}records`;
  return `same answer as the plain network in ${percent(measured.agreement)} of ${records}`;
}

/// "breast, version 2", or the name alone of a model without versions.
export const named = (name, version) => (version ? `${name}, version ${version}` : name);
