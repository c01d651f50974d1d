// Which view is shown: "#diagnose", "#received", "#received/ID", "#past", "#past/ID/PLACE",
// "#pools".

import {askView} from "./ask_view.js";
import {byId, say} from "./dom.js";
import {oneView, pastView} from "./past_view.js";
import {poolsView} from "./pools_view.js";
import {receivedView, takesImages} from "./received_view.js";
import {forgetToken, token} from "./token.js";

const views = {
  diagnose: askView,
  received: receivedView,
  past: pastView,
  one: oneView,
  pools: poolsView
};
let current = null;

function wanted() {
  const [name, ...rest] = location.hash.slice(1).split("/").map(decodeURIComponent);
  if (name === "past" && rest.length > 0) return ["one", ...rest];
  if (name === "received" && rest.length > 0) return [name, rest[0]];
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

/// The way to received images, where there may be some. Where nobody knows, there is none.
async function offerReceived() {
  byId("to-received").hidden = !(await takesImages().catch(() => false));
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
offerReceived();
show(false);
