// Which view is shown: "#diagnose", "#past", "#past/ID/PLACE", "#pools".

import {askView} from "./ask_view.js";
import {byId, say} from "./dom.js";
import {oneView, pastView} from "./past_view.js";
import {poolsView} from "./pools_view.js";
import {forgetToken, token} from "./token.js";

const views = {
  diagnose: askView,
  past: pastView,
  one: oneView,
  pools: poolsView
};
let current = null;

function wanted() {
  const [name, ...rest] = location.hash.slice(1).split("/").map(decodeURIComponent);
  if (name === "past" && rest.length > 0) return ["one", ...rest];
  return name in views && name !== "one" ? [name] : ["diagnose"];
}

/// `spoken`: a person went there; so does the focus.
function show(spoken) {
  const [name, ...rest] = wanted();
  views[current]?.hide?.();
  current = name;
  for (const other of Object.keys(views)) byId(other).hidden = other !== name;
  const parent = name === "one" ? "past" : name;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === `#${parent}`)
      link.setAttribute("aria-current", "page");
    else
      link.removeAttribute("aria-current");
  }
  const title = byId(`${name}-title`);
  document.title = `${title.textContent} · MediSC`;
  if (spoken) {
    title.focus();
    scrollTo(0, 0);
  }
  views[name].show(...rest);
}

/// A gateway on this machine needs no network.
function tellConnection() {
  const here = /^(localhost|127\.|\[::1\])/.test(location.hostname);
  const lost = byId("lost");
  lost.hidden = here || navigator.onLine;
  lost.textContent =
      lost.hidden ? "" : "This device has no network. What is shown stays; nothing new comes.";
}

for (const view of Object.values(views)) view.begin();
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  byId("main").focus();
});
byId("forget").hidden = token() === null;
byId("forget").addEventListener("click", () => {
  forgetToken();
  say("The token is forgotten");
  show(true);
});
addEventListener("hashchange", () => show(true));
addEventListener("online", tellConnection);
addEventListener("offline", tellConnection);
tellConnection();
show(false);
