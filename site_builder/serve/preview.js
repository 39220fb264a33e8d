// Waits until the registry has changed, and shows the page anew at the place where its reader was.
"use strict";

const preview = (() => {
  const KEPT = "preview";
  const bar = document.getElementById("preview");
  const details = bar.querySelector("details");

  // The first thing with a name that stands in the window, and how far below the bar.
  function place() {
    const edge = bar.getBoundingClientRect().bottom;
    for (const each of document.querySelectorAll("main[id], main [id]")) {
      // What is closed has no place, and what is sticky stays wherever the page is scrolled.
      if (!each.checkVisibility() || getComputedStyle(each.parentElement).position === "sticky") continue;
      const box = each.getBoundingClientRect();
      if (box.height && box.top >= edge) return { id: each.id, top: box.top };
    }
    return { id: "", top: window.scrollY };
  }

  function restore({ path, id, top, open, stopped }) {
    if (path !== location.pathname) return;
    if (open !== details.open && stopped === bar.classList.contains("stops")) details.open = open;
    const there = id && document.getElementById(id);
    window.scrollTo({ top: there ? window.scrollY + there.getBoundingClientRect().top - top : top, behavior: "instant" });
  }

  function wait() {
    const script = document.createElement("script");
    script.src = `/.preview/changed.js?since=${bar.dataset.number}&at=${Date.now()}`;
    script.onload = () => script.remove();
    script.onerror = () => {
      script.remove();
      bar.classList.add("ended");
      setTimeout(wait, 2000);
    };
    document.head.append(script);
  }

  function reload() {
    const now = { path: location.pathname, open: details.open, stopped: bar.classList.contains("stops"), ...place() };
    sessionStorage.setItem(KEPT, JSON.stringify(now));
    location.reload();
  }

  const kept = sessionStorage.getItem(KEPT);
  if (kept) {
    sessionStorage.removeItem(KEPT);
    history.scrollRestoration = "manual";
    restore(JSON.parse(kept));
  }
  return { wait, reload };
})();

// Not before all is there: until then what is waited for would keep the page from being loaded.
addEventListener("load", () => setTimeout(preview.wait));
