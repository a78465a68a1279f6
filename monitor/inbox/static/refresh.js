// Keeps the inbox fresh without loading it anew: once a minute, unless somebody paused it or is filling in a form.
"use strict";
(() => {
  const MINUTE = 60000;
  const key = "paused";
  const paused = () => sessionStorage.getItem(key) === "yes";
  const busy = () => document.hidden || document.querySelector("form :focus, details :focus") !== null;

  function show() {
    const line = document.querySelector(".refresh");
    if (line === null) return;
    const button = line.querySelector("button");
    button.textContent = paused() ? line.dataset.off : line.dataset.on;
    button.onclick = () => {
      sessionStorage.setItem(key, paused() ? "no" : "yes");
      show();
    };
    line.hidden = false;
  }

  async function renew() {
    if (paused() || busy()) return;
    try {
      const answer = await fetch(location.href, { credentials: "same-origin", redirect: "error" });
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
      if (fresh !== null) document.querySelector("main").replaceWith(fresh);
      show();
    } catch {
      // The monitor may be starting again: the page stays as it is, with the time it was true.
    }
  }

  show();
  setInterval(renew, MINUTE);
})();
