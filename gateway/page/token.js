// The bearer token: asked for once, known to this tab alone.

import {byId} from "./dom.js";

const kKey = "medisc.token";
let asked = null;

export const token = () => sessionStorage.getItem(kKey);

export function forgetToken() {
  sessionStorage.removeItem(kKey);
  byId("forget").hidden = true;
}

/// Resolves once there is another token than `shown`, or with false where none is given. All
/// who ask meanwhile wait for the same answer.
export function askForToken(shown, why) {
  if (token() !== null && token() !== shown) return Promise.resolve(true);
  asked ??= prompt(why).finally(() => {
    asked = null;
  });
  return asked;
}

function prompt(why) {
  const dialog = byId("token");
  const text = byId("token-text");
  byId("token-why").textContent = why;
  text.value = "";
  dialog.showModal();
  text.focus();
  return new Promise((resolve) => {
    byId("token-form").onsubmit = (event) => {
      event.preventDefault();
      const given = text.value.trim();
      if (given === "") return;
      sessionStorage.setItem(kKey, given);
      byId("forget").hidden = false;
      dialog.close("given");
    };
    byId("token-cancel").onclick = () => dialog.close("");
    dialog.onclose = () => {
      text.value = "";
      resolve(dialog.returnValue === "given");
      dialog.returnValue = "";
    };
  });
}
