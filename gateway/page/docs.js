// /openapi.json as people read it.

import {byId, make} from "./dom.js";
import {problemView} from "./problem_view.js";
import {askJson} from "./client.js";

/// A table of rows under these heads, or nothing.
function tableView(caption, heads, rows) {
  if (rows.length === 0) return null;
  return make(
      "div", {class: "scroll", tabindex: "0", role: "region", "aria-label": caption},
      make(
          "table", {}, make("caption", {}, caption),
          make(
              "thead", {},
              make("tr", {}, heads.map((head) => make("th", {scope: "col"}, head)))),
          make(
              "tbody", {},
              rows.map(
                  ([first, ...others]) => make(
                      "tr", {}, make("th", {scope: "row"}, make("code", {}, first)),
                      others.map((text) => make("td", {}, text)))))));
}

function scopeOf(operation) {
  const [scope] = operation.security.flatMap((one) => one.token);
  return scope ? `Needs a token with the scope “${scope}”.` : "Needs no token.";
}

function routeView(method, path, operation) {
  const types = Object.keys(operation.requestBody?.content ?? {});
  return make(
      "article", {class: "card route", id: operation.operationId},
      make(
          "h3", {}, make("span", {class: "method"}, method.toUpperCase()),
          make("code", {}, path)),
      make("p", {}, operation.summary),
      make(
          "p", {class: "small"}, scopeOf(operation),
          types.length > 0 ?
              ` Its body: ${types.join(", ")}; ${
                  operation.requestBody["x-limit"].toLocaleString("en-US")} bytes at most.` :
              ""),
      tableView(
          "Parameters", ["Name", "Where", "What"],
          operation.parameters.map(
              (one) =>
                  [one.name, one.in,
                   one.description +
                       (one.required && one.in !== "path" ? " (required)" : "")])),
      tableView(
          "Statuses", ["Status", "When"],
          Object.entries(operation.responses).map(([status,
                                                    {description}]) => [status, description])),
      make(
          "pre", {tabindex: "0", "aria-label": "Example"},
          make("code", {}, operation["x-codeSamples"][0].source)));
}

function groupsOf(document) {
  const groups = new Map();
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const [group] = operation.tags;
      groups.set(group, [...groups.get(group) ?? [], [method, path, operation]]);
    }
  }
  return groups;
}

async function show() {
  byId("variables").textContent = `MEDISC=${location.origin}\nTOKEN=medisc_...`;
  try {
    const groups = groupsOf(await askJson("/openapi.json"));
    byId("contents")
        .replaceChildren(make(
            "ul", {},
            [...groups.values()].flat().map(
                ([method, path, operation]) => make(
                    "li", {},
                    make(
                        "a", {href: `#${operation.operationId}`},
                        `${method.toUpperCase()} ${path}`)))));
    byId("routes").replaceChildren(...[...groups].map(
        ([name, routes]) => make(
            "section", {"aria-label": name}, make("h2", {}, name),
            routes.map((route) => routeView(...route)))));
    if (location.hash) byId(location.hash.slice(1))?.scrollIntoView();
  } catch (problem) {
    byId("routes").replaceChildren(problemView(problem, show));
  }
}

show();
