// The answering page. Answers live in memory only; the device keeps the ballot credential, never an answer.
import * as ballot from "./ballot.js";

const { campaign, kit, state } = document.body.dataset;
const place = "accord." + campaign;
const home = `/s/${campaign}/`;
const picked = {}; // name -> value, or a list of values
const orders = {}; // question -> random order of its options
const [token, asked, terms] = location.hash.slice(1).split(".");
let kept, manifest, fingerprint, reason, sent, screen = "intro", lasting = true;

const all = (query, root = document) => [...root.querySelectorAll(query)];
const one = (query, root = document) => root.querySelector(query);
const show = (query, yes = true) => all(query).forEach(e => e.hidden = !yes);
const screens = () => ["intro", ...all("[data-screen^=part-]").map(e => e.dataset.screen), "review"];
const values = question => [].concat(picked[question.dataset.q] ?? []);

function recall() {
  try { kept = lasting && JSON.parse(localStorage.getItem(place)) || kept; } catch { lasting = false; }
}

function keep(credential) {
  kept = credential;
  try {
    credential ? localStorage.setItem(place, JSON.stringify(credential)) : localStorage.removeItem(place);
  } catch { lasting = false; }
}

async function post(door, body) {
  const reply = await fetch(home + door, {
    method: "POST", credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store",
    headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  if (reply.status >= 500) throw new Error("server");
  return [reply.ok, await reply.json()];
}

function go(to, past) {
  screen = to;
  show("[data-screen]", false);
  show("[data-error]", false);
  show(`[data-screen=${to}]`);
  if (to == "stop") show(`[data-stop=${reason}]`);
  if (to == "review") review();
  if (!past) history.pushState(to, "");
  scrollTo(0, 0);
  one(`[data-screen=${to}] h1`).focus({ preventScroll: true });
}

function stop(why) {
  reason = why;
  go("stop", true);
}

// Put into the page what this device knows: at the start, and after the language was switched.
function dress() {
  one("#fingerprint").textContent = fingerprint ?? one("#fingerprint").textContent;
  show("#waking", false);
  show("#returned", !!kept?.signature);
  show("#fresh", !kept?.signature);
  show("[data-do=anew]", !!token);
  show("[data-storage]", !lasting);
  all("[data-most]").forEach(question => {
    const options = all(".o", question);
    orders[question.dataset.q] ??= options.map((_, i) => [crypto.getRandomValues(new Uint32Array(1))[0], i]).sort((a, b) => a[0] - b[0]).map(pair => pair[1]);
    orders[question.dataset.q].forEach(i => question.append(options[i]));
  });
  all("input, textarea", one("form")).forEach(e => {
    const value = picked[e.name];
    if (e.type == "textarea") e.value = value ?? "";
    else if (value !== undefined) e.checked = [].concat(value).includes(e.value);
  });
  all("[data-q]").forEach(tell);
}

// Show what follows from a question's present answer.
function tell(question) {
  const { kind, most } = question.dataset, chosen = values(question);
  if (kind == "rating") one("[data-do=clear]", question).hidden = !chosen.length;
  if (most) one("[data-many]", question).hidden = chosen.length <= most;
  if (kind == "comment") one("[data-personal]", question).hidden = !/\S@\S|(^|\s)@\w{3}|(\d[\s()–-]*){7}/.test(chosen[0] ?? "");
}

function review() {
  let missing = 0;
  all("[data-review]").forEach(part => {
    const questions = all(`[data-screen=part-${part.dataset.review}] [data-q]`);
    const rows = questions.map(question => {
      const labels = values(question).map(value => all("input", question).find(e => e.value == value)?.parentNode.textContent ?? value);
      return [one("legend", question).textContent, labels.join("; ")];
    });
    const done = rows.filter(row => row[1]).length, told = one("[data-told]", part);
    missing += rows.length - done;
    told.textContent = told.dataset.told.replace("{done}", done).replace("{all}", rows.length);
    one("dl", part).replaceChildren(...rows.flatMap(row => ["dt", "dd"].map((tag, i) => {
      const cell = document.createElement(tag);
      cell.textContent = row[i] || one("#missing").dataset.none;
      return cell;
    })));
  });
  const note = one("#missing");
  note.dataset.told ??= note.textContent;
  note.textContent = note.dataset.told.replace("{count}", missing);
  note.hidden = !missing;
}

// Collect the ballot credential once and cast a blank with it, so that whoever has taken a ballot has one
// in the box. What a lost reply of either needs is kept before the request leaves.
// `anew`: the letter is another person's, on the same device.
async function start(anew) {
  recall(); // another tab may have been here: its answers must not be lost to this one's blank
  const before = kept?.signature && kept;
  if (before && !anew) return go(screens()[1]);
  if (before) kept = undefined;
  const { issue_key } = manifest.departments.find(d => d.code == (kept?.department ?? asked));
  if (!kept) {
    const secret = ballot.random(32), prepared = ballot.prepare(await ballot.hide(secret));
    const { blinded, inverse } = await ballot.blind(issue_key, prepared);
    keep({ token, department: asked, terms, secret: ballot.encode(secret), prepared: ballot.encode(prepared), blinded: ballot.encode(blinded), inverse: String(inverse) });
  }
  const [ok, reply] = await post("issue", { token: kept.token, blinded: kept.blinded });
  if (!ok) {
    keep(before);
    return stop({ already_collected: "collected", wrong_state: "closed" }[reply.error] ?? "unknown");
  }
  const signature = await ballot.finalize(issue_key, ballot.decode(kept.prepared), ballot.decode(reply.signature), BigInt(kept.inverse));
  const { token: used, blinded, inverse, ...own } = { ...kept, signature: ballot.encode(signature) };
  if (!await cast(own, true)) return;
  keep(own);
  history.replaceState("intro", "", location.pathname + location.search);
  dress();
  go(screens()[1]);
}

function fill(withdrawn) {
  const filled = { v: 1, withdrawn, kit, answers: {}, nominations: [], votes: [], comments: [] };
  if (!withdrawn) all("[data-q]").forEach(question => {
    const { q, kind } = question.dataset, [value] = values(question);
    if (kind == "picks") filled[q] = values(question);
    else if (kind == "comment") {
      const text = (value ?? "").replace(/[\0-\x09\x0b-\x1f\x7f]/g, " ").trim();
      if (text) filled.comments.push({ question: q, text, consent: picked[q + "-consent"] ?? "count" });
    } else if (value) filled.answers[q] = value == "unsure" ? value : +value;
  });
  return JSON.stringify(filled);
}

// Seal and send; true once it is in the box. Whatever goes wrong, the answers stay where they are.
async function cast({ department, secret, prepared, signature }, withdrawn) {
  const nullifier = await ballot.nullifier(campaign, department, ballot.decode(prepared));
  const sealed = await ballot.seal(manifest.seal_key, nullifier, fill(withdrawn), manifest.guardian_key);
  const [ok, reply] = await post("cast", { department, secret, message: prepared, signature, sealed: ballot.encode(sealed) });
  if (!ok) reply.error == "wrong_state" ? stop("closed") : show("[data-error=refused]");
  return ok;
}

// Leave nothing behind: no answer in memory, in the form or behind Back.
function finish(to) {
  sent = to;
  Object.keys(picked).forEach(name => delete picked[name]);
  one("form")?.reset();
  one("form")?.remove();
  go(to);
}

async function busy(button, work) {
  const label = button.textContent;
  button.disabled = true;
  button.textContent = button.dataset.busy ?? label;
  show("[data-error]", false);
  try { await work(); } catch { show(`[data-screen=${screen}] [data-error=network]`); }
  button.disabled = false;
  button.textContent = label;
}

const deeds = {
  start: button => busy(button, () => start()),
  anew: button => busy(button, () => start(true)),
  send: button => busy(button, async () => await cast(kept, false) && finish("done")),
  withdraw: button => busy(button, async () => await cast(kept, true) && finish("withdrawn")),
  back: () => history.back(),
  again: () => location.reload(),
  go: button => go(button.dataset.to),
  forget() { keep(); finish("forgotten"); },
  clear(button) {
    const question = button.closest("[data-q]");
    delete picked[question.dataset.q];
    all("input", question).forEach(e => e.checked = false);
    tell(question);
    one("input", question).focus();
  },
  next() {
    const over = one(`[data-screen=${screen}] [data-many]:not([hidden])`);
    if (over) return over.closest("[data-q]").scrollIntoView();
    go(screens()[screens().indexOf(screen) + 1]);
  },
};

document.addEventListener("click", event => {
  const button = event.target.closest("[data-do]");
  if (button && (!button.dataset.sure || confirm(button.dataset.sure))) deeds[button.dataset.do](button);
});

document.addEventListener("input", ({ target: e }) => {
  const question = e.closest("[data-q]");
  picked[e.name] = e.type == "checkbox" ? all(":checked", question).map(box => box.value) : e.value;
  if (e.type == "textarea" && !e.value) delete picked[e.name];
  tell(question);
});

// The other language replaces the words in place; answers, order and screen stay.
document.addEventListener("click", async event => {
  const switcher = event.target.closest("#language");
  if (!switcher || sent) return;
  event.preventDefault();
  try {
    const html = await (await fetch(switcher.href, { credentials: "omit", cache: "no-store" })).text();
    const other = new DOMParser().parseFromString(html, "text/html");
    document.documentElement.lang = other.documentElement.lang;
    document.title = other.title;
    for (const tag of ["header", "main", "footer"]) one(tag).replaceWith(one(tag, other));
    history.replaceState(screen, "", switcher.getAttribute("href") + (kept?.signature ? "" : location.hash));
    dress();
    go(screen, true);
    one("#language").focus();
  } catch { show(`[data-screen=${screen}] [data-error=network]`); }
});

addEventListener("popstate", event => go(sent || event.state || "intro", true));
addEventListener("hashchange", () => location.hash && location.reload());
addEventListener("pageshow", event => event.persisted && location.reload());
addEventListener("beforeunload", event => Object.keys(picked).length && event.preventDefault());
document.addEventListener("submit", event => event.preventDefault());

// Nothing begins before the browser can encrypt and the terms are those of the letter.
async function begin() {
  if (state != "open") return stop(state);
  if (!ballot.supported) return stop("unsupported");
  recall();
  if (kept?.signature) history.replaceState("intro", "", location.pathname + location.search);
  else if (!kept && !(token && asked && terms?.length == 43)) return stop("link");
  const bytes = new Uint8Array(await (await fetch(home + "manifest", { credentials: "omit", cache: "no-store" })).arrayBuffer());
  const [hash, letter] = [await ballot.manifestHash(bytes), terms ?? kept.terms];
  manifest = JSON.parse(new TextDecoder().decode(bytes));
  if (hash != letter || (kept && hash != kept.terms) || manifest.campaign != campaign || manifest.kit_hash != kit || !manifest.departments.some(d => d.code == (kept?.department ?? asked))) return stop("manifest");
  history.replaceState("intro", "");
  dress();
  fingerprint = await ballot.fingerprint(bytes);
  dress();
}

begin().catch(() => show("[data-error=network]"));
