// Images that came by themselves, in words.

import {counted, time} from "./words.js";

/// A name as DICOM has it, "Doe^Jane^M" (of several ways to write it, the first), as people
/// write it: "Doe, Jane M".
export function personName(text) {
  const [group = ""] = (text ?? "").split("=").filter((one) => one.trim() !== "");
  const [family = "", given = "", middle = "", prefix = "", suffix = ""] =
      group.split("^").map((part) => part.trim());
  const behind = [prefix, given, middle, suffix].filter(Boolean).join(" ");
  return [family, behind].filter(Boolean).join(", ");
}

const day = new Intl.DateTimeFormat(undefined, {dateStyle: "medium", timeZone: "UTC"});

/// "20260131" as a date.
export function dicomDate(text) {
  const parts = /^(\d{4})(\d{2})(\d{2})$/.exec(text ?? "");
  if (!parts) return text ?? "";
  const at = new Date(`${parts[1]}-${parts[2]}-${parts[3]}T00:00:00Z`);
  return Number.isNaN(at.getTime()) ? text : day.format(at);
}

/// Whom it is of, or what it is called where its header is not kept any more.
export const patientOf = (received) =>
    personName(received.patient_name) || received.patient_id || received.record;

/// "CT, Chest routine"
export function studyOf(received) {
  const description = received.study_description ?? received.series_description;
  return [received.modality, description ?? received.body_part].filter(Boolean).join(", ");
}

export const isUnderWay =
    (received) => ["gathering", "waiting", "reporting"].includes(received.state);

/// What went wrong so far, and that it goes on.
function triedText({error, attempts}) {
  const times = attempts > 0 ? `Tried ${counted(attempts, "time")}; it` : "It";
  return `${error.replace(/\.$/, "")}. ${times} is tried again by itself.`;
}

/// In a word or two: for a list.
export function stateName(received) {
  switch (received.state) {
    case "gathering":
      return "Coming in";
    case "waiting":
      return "Waiting";
    case "reporting":
      return received.error ? "Report waits" : "Reporting";
    case "done":
      return "Done";
    case "failed":
      return "Failed";
    case "kept":
      return "Kept for you";
    default:
      return received.state;
  }
}

/// In full.
export function stateText(received) {
  switch (received.state) {
    case "gathering":
      return `The series is coming in: ${counted(received.files, "image")} so far.`;
    case "waiting":
      return received.error ? `It waits: ${triedText(received)}` :
                              "It waits for its turn to be diagnosed.";
    case "reporting":
      return received.error ? `It is diagnosed, and its report waits: ${triedText(received)}` :
                              "It is diagnosed, and its report is on the way.";
    case "done":
      return received.sent.length > 0 ? `Done: ${received.sent.join(", ")} has its report.` :
                                        "Done.";
    case "failed":
      return `It failed: ${received.error ?? "nobody knows why"}`;
    case "kept":
      return "No rule names a model for it. It is kept for you to decide.";
    default:
      return `It is ${received.state}.`;
  }
}

/// What the state looks like: a class of page.css.
export function stateLook(received) {
  if (received.state === "done") return "well";
  if (received.state === "failed") return "empty";
  if (received.error || received.state === "kept") return "low";
  return "plain";
}

/// [name, text] of what is known.
export function factsOf(received) {
  const by = received.door === "stow" ? "over DICOMweb" : "over DICOM";
  return [
    ["Patient ID", received.patient_id],
    [
      "Study",
      [received.study_description, dicomDate(received.study_date)].filter(Boolean).join(", ")
    ],
    ["Series", received.series_description],
    ["Kind", [received.modality, received.body_part].filter(Boolean).join(", ")],
    ["Images", received.series ? counted(received.files, "image") : ""],
    ["Came", `${time(received.arrived_at)}, from ${received.asker || "somebody"} ${by}`],
    ["Rule", received.rule],
    ["Archives", received.sent.join(", ")],
    ["Ended", received.ended_at ? time(received.ended_at) : ""],
    ["UID", received.record],
  ].filter(([, text]) => text);
}
