// Every page works without this by its buttons. With it a change is checked and shown as soon as it is made.
"use strict";
document.documentElement.classList.add("js");
const root = document.body.dataset.root;
const status = document.getElementById("status");

function filters(input, items) {
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let left = 0;
    for (const item of items()) {
      const fits = words.every((word) => item.textContent.toLowerCase().includes(word));
      item.hidden = !fits;
      left += fits;
    }
    status.textContent = `${left} found`;
  });
  input.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
}
for (const input of document.querySelectorAll("[data-filter]")) {
  filters(input, () => document.querySelectorAll(`${input.dataset.filter} [data-item]`));
}
for (const list of document.querySelectorAll("[data-options]")) {
  if (list.childElementCount < 9) continue;
  const input = document.createElement("input"), label = document.createElement("label"), of = document.createElement("span");
  input.type = "search";
  of.className = "unseen";
  of.textContent = `: ${list.dataset.options}`;
  label.append("Search", of, input);
  list.before(label);
  filters(input, () => list.children);
}

const form = document.querySelector("[data-form]");
// `typed` counts what was typed, `kept` what of it the program has: until they are equal nobody leaves the page.
let asked = 0, typed = 0, kept = 0, timer;
function trouble(text) {
  document.getElementById("trouble")?.remove();
  if (!text) return;
  const told = document.createElement("p");
  told.id = "trouble";
  told.className = "problem error";
  told.setAttribute("role", "alert");
  told.textContent = text;
  document.querySelector(".bar .frame").before(told);
}
// `whole` makes what was typed of a new name, too, which has a button of its own while somebody types.
async function send(whole = false) {
  const mine = ++asked, upto = typed;
  clearTimeout(timer);
  const body = new URLSearchParams(new FormData(form));
  if (!whole) body.set("part", "1");
  let page;
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
    trouble(page.getElementById("form") ? "" : page.querySelector("main .problem")?.textContent || "Not taken over.");
  } catch {
    trouble("The program does not answer: is its window still open? What you typed last is not kept, so copy it.");
    return;
  }
  if (mine !== asked || !page.getElementById("form")) return;
  const refused = whole && page.querySelector("[data-apart] .problem");
  if (refused) return trouble(refused.textContent);
  const clashes = page.querySelector("main .clash") !== null;
  for (const now of page.querySelectorAll("input[type=hidden][name^='was.']")) {
    const here = form.elements[now.name];
    if (here) here.value = now.value;
  }
  for (const old of document.querySelectorAll("[data-live]")) {
    const now = page.querySelector(`[data-live="${CSS.escape(old.dataset.live)}"]`);
    if (now && now.innerHTML !== old.innerHTML && !old.contains(document.activeElement)) {
      old.replaceChildren(...now.childNodes);
      // What has to be seen is not left in a closed part.
      for (let at = old.querySelector(".problem.error, .problem.warning, .clash"); at; at = at.parentElement) {
        if (at.localName === "details") at.open = true;
      }
    }
  }
  const errors = document.querySelectorAll("main .problem.error").length;
  if (clashes) {
    status.textContent = "Not taken over: somebody changed the same. Choose which one stays.";
  } else {
    kept = upto;
    // The field has to show which one was chosen, or the next change would write the other.
    if (form.querySelector("input[name^='keep.']:checked")) return location.replace(location.pathname + location.search);
    status.textContent = errors ? `Taken over. To mend: ${errors}.` : "Taken over. Not saved yet.";
  }
  document.body.dataset.sent = String(mine);
}
if (form) {
  const soon = (after) => { clearTimeout(timer); timer = setTimeout(send, after); };
  const apart = (event) => event.target.closest("[data-apart]");
  form.addEventListener("change", (event) => { if (event.target.name && !apart(event)) { typed += 1; soon(20); } });
  form.addEventListener("input", (event) => {
    if (event.target.name) typed += 1;
    if (event.target.matches("textarea") && !apart(event)) soon(500);
  });
  form.addEventListener("submit", () => { clearTimeout(timer); asked += 1; kept = typed; });
  // Who clicks on a link or another form's button at once leaves with what was typed, or is told why not.
  const first = async (event, go) => {
    if (kept === typed || event.defaultPrevented) return;
    event.preventDefault();
    await send(true);
    if (kept === typed) go();
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const stays = !link || link.target || link.hash && link.pathname === location.pathname || event.ctrlKey || event.metaKey || event.shiftKey;
    if (!stays) first(event, () => location.assign(link.href));
  });
  document.addEventListener("submit", (event) => {
    if (event.target !== form) first(event, () => event.target.requestSubmit(event.submitter));
  });
  addEventListener("beforeunload", (event) => { if (kept !== typed) event.preventDefault(); });
}

// What is new is kept by its own button alone: who leaves without it is asked.
for (const plain of document.querySelectorAll("form.plain[method=post]")) {
  let waits = [...plain.querySelectorAll("textarea")].some((each) => each.value);
  plain.addEventListener("input", () => { waits = true; });
  plain.addEventListener("submit", () => { waits = false; });
  addEventListener("beforeunload", (event) => { if (waits) event.preventDefault(); });
}

const name = document.querySelector("[data-bodies]");
if (name) {
  const known = document.getElementById("known"), list = document.getElementById("bodies");
  let wait;
  name.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(async () => {
      const found = await (await fetch(`${root}bodies?q=${encodeURIComponent(name.value)}`)).json();
      list.replaceChildren(...found.hits.map((hit) => new Option(hit, hit)));
      known.replaceChildren();
      if (!found.known) return;
      const told = document.createElement("p");
      told.className = `problem ${found.known.told ? "warning" : "good"}`;
      const head = document.createElement("b");
      head.textContent = found.known.told ? "Look again." : "Known.";
      told.append(head, found.known.told ? ` ${found.known.name}: ${found.known.told}` : ` In the dated list: ${found.known.name}.`);
      known.append(told);
    }, 200);
  });
}
