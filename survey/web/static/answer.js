// The answering page. Answers live in memory only; the device keeps the ballot credential, never an answer,
// and a kiosk (a device of many people, who type a code) keeps nothing at all.
import { blind, decode, encode, finalize, fingerprint, hide, manifestHash, nullifier, prepare, random, seal, supported } from "./ballot.js";

const { campaign, kit, state, kiosk } = document.body.dataset;
const place = "accord." + campaign;
const home = `/s/${campaign}/`;
const orders = {}; // question -> random order of its options
let [token, asked, terms] = location.hash.slice(1).split("."); // a kiosk's link has the terms alone
let picked = {}; // name -> value, or a list of values
let kept, manifest, printed, reason, sent, screen = "intro", lasting = true, touched = Infinity;

const all = (query, root = document) => [...root.querySelectorAll(query)];
const one = (query, root = document) => root.querySelector(query);
const show = (query, yes = true) => all(query).forEach(e => e.hidden = !yes);
const screens = () => ["intro", ...all("[data-screen^=part-]").map(e => e.dataset.screen), "review"];
const values = question => [].concat(picked[question.dataset.q] ?? []);
const ask = (address, more) => fetch(address, { credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store", ...more });

const recall = () => {
  try { kept = !kiosk && lasting && JSON.parse(localStorage.getItem(place)) || kept; } catch { lasting = false; }
};

const keep = credential => {
  kept = credential;
  try {
    if (!kiosk) credential ? localStorage.setItem(place, JSON.stringify(credential)) : localStorage.removeItem(place);
  } catch { lasting = false; }
};

const post = async (door, body) => {
  const reply = await ask(home + door, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  if (reply.status >= 500) throw Error("server");
  return [reply.ok, await reply.json()];
};

const go = (to, past) => {
  screen = to;
  show("[data-screen], [data-error]", false);
  show(`[data-screen=${to}]`);
  show("#leave", /part|review/.test(to));
  if (to == "stop") show(`[data-stop=${reason}]`);
  if (to == "review") review();
  if (!past) history.pushState(to, "");
  scrollTo(0, 0);
  one(`[data-screen=${to}] h1`).focus({ preventScroll: true });
};

const stop = why => {
  reason = why;
  go("stop", true);
};

const fail = () => show(`[data-screen=${screen}] [data-error=network]`);

// Put into the page what this device knows: at the start, and after the language was switched.
const dress = () => {
  if (printed) one("#fingerprint").textContent = printed;
  show("#waking", false);
  show("#returned", !!kept?.signature);
  show("#fresh", !kept?.signature);
  show("[data-do=anew]", !!token);
  show("[data-storage]", !lasting);
  all("[data-most]").forEach(question => {
    const options = all(".o", question);
    orders[question.dataset.q] ??= options.map((_, i) => [random(9).join(), i]).sort();
    orders[question.dataset.q].forEach(([, i]) => question.append(options[i]));
  });
  all("input, textarea", one("form")).forEach(e => {
    const value = picked[e.name];
    if (e.type == "textarea") e.value = value ?? "";
    else if (value !== undefined) e.checked = [].concat(value).includes(e.value);
  });
  all("[data-q]").forEach(tell);
};

// Show what follows from a question's present answer.
const tell = question => {
  const { kind, most } = question.dataset, chosen = values(question);
  if (kind == "rating") one("[data-do=clear]", question).hidden = !chosen.length;
  if (most) one("[data-many]", question).hidden = chosen.length <= most;
  if (kind == "comment") one("[data-personal]", question).hidden = !/\S@\S|(^|\s)@\w{3}|(\d[\s()–-]*){7}/.test(chosen[0] ?? "");
};

const review = () => {
  const note = one("#missing");
  let missing = 0;
  all("[data-review]").forEach(part => {
    const rows = all(`[data-screen=part-${part.dataset.review}] [data-q]`).map(question => [
      one("legend", question).textContent,
      values(question).map(value => all("input", question).find(e => e.value == value)?.parentNode.textContent ?? value).join("; "),
    ]);
    const done = rows.filter(row => row[1]).length, told = one("[data-told]", part);
    missing += rows.length - done;
    told.textContent = told.dataset.told.replace("{done}", done).replace("{all}", rows.length);
    one("dl", part).replaceChildren(...rows.flatMap(row => ["dt", "dd"].map((tag, i) => {
      const cell = document.createElement(tag);
      cell.textContent = row[i] || note.dataset.none;
      return cell;
    })));
  });
  note.textContent = note.dataset.told.replace("{count}", missing);
  note.hidden = !missing;
};

// Collect the ballot credential once and cast a blank with it, so that whoever has taken a ballot has one
// in the box. What a lost reply of either needs is kept before the request leaves.
// `anew`: the letter is another person's, on the same device.
const start = async anew => {
  recall(); // another tab may have been here: its answers must not be lost to this one's blank
  const before = kept?.signature && kept;
  if (before && !anew) return go(screens()[1]);
  if (kiosk) {
    token = one("#code").value.replace(/\D/g, "");
    if (token.length != 24 || BigInt(token) % 97n != 1n) return show("[data-error=code]"), one("#code").focus();
    asked = manifest.departments[token[0] % 2].code;
  }
  if (before || kiosk && kept?.token != token) kept = undefined;
  const { issue_key } = manifest.departments.find(d => d.code == (kept?.department ?? asked));
  if (!kept) {
    const secret = random(32), prepared = prepare(await hide(secret));
    const { blinded, inverse } = await blind(issue_key, prepared);
    keep({ token, department: asked, terms, secret: encode(secret), prepared: encode(prepared), blinded: encode(blinded), inverse: `${inverse}` });
  }
  const [ok, reply] = await post("issue", { token: kept.token, blinded: kept.blinded });
  if (!ok) {
    keep(before);
    return stop({ already_collected: "collected", wrong_state: "closed" }[reply.error] ?? "unknown");
  }
  const signature = await finalize(issue_key, decode(kept.prepared), decode(reply.signature), BigInt(kept.inverse));
  const { token: used, blinded, inverse, ...own } = { ...kept, signature: encode(signature) };
  if (!await cast(own, true)) return;
  keep(own);
  if (kiosk) one("#code").value = "";
  clean();
  dress();
  go(screens()[1]);
};

// What is a person's own leaves the address; a kiosk's terms stay for the next one.
const clean = () => history.replaceState("intro", "", kiosk ? null : location.pathname + location.search);

const fill = withdrawn => {
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
};

// Seal and send; true once it is in the box. Whatever goes wrong, the answers stay where they are.
const cast = async ({ department, secret, prepared, signature }, withdrawn) => {
  const name = await nullifier(campaign, department, decode(prepared));
  const sealed = encode(await seal(manifest.seal_key, name, fill(withdrawn), manifest.guardian_key));
  const [ok, reply] = await post("cast", { department, secret, message: prepared, signature, sealed });
  if (!ok) reply.error == "wrong_state" ? stop("closed") : show("[data-error=refused]");
  return ok;
};

// Leave nothing behind: no answer in memory, in the form or behind Back.
const finish = to => {
  sent = to;
  picked = {};
  one("form")?.reset();
  one("form")?.remove();
  if (kiosk) keep(), setTimeout(deeds.again, 15e3);
  go(to);
};

const busy = async (button, work) => {
  const label = button.textContent;
  button.disabled = true;
  button.textContent = button.dataset.busy ?? label;
  show("[data-error]", false);
  try { await work(); } catch { fail(); }
  button.disabled = false;
  button.textContent = label;
};

const deeds = {
  start: button => busy(button, () => start()),
  anew: button => busy(button, () => start(true)),
  send: button => busy(button, async () => await cast(kept, false) && finish("done")),
  withdraw: button => busy(button, async () => await cast(kept, true) && finish("withdrawn")),
  back: () => history.back(),
  again() { picked = {}; location.reload(); },
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
    over ? over.closest("[data-q]").scrollIntoView() : go(screens()[screens().indexOf(screen) + 1]);
  },
};

// The other language replaces the words in place; answers, order and screen stay.
const translate = async switcher => {
  try {
    const other = new DOMParser().parseFromString(await (await ask(switcher.href)).text(), "text/html");
    document.documentElement.lang = other.documentElement.lang;
    document.title = other.title;
    for (const tag of ["header", "main", "footer"]) one(tag).replaceWith(one(tag, other));
    history.replaceState(screen, "", switcher.search + location.hash);
    dress();
    go(screen, true);
    one("#language").focus();
  } catch { fail(); }
};

addEventListener("click", event => {
  const button = event.target.closest("[data-do]"), switcher = event.target.closest("#language");
  if (button && (!button.dataset.sure || confirm(button.dataset.sure))) deeds[button.dataset.do](button);
  if (switcher && !sent) event.preventDefault(), translate(switcher);
});

addEventListener("input", ({ target: e }) => {
  const question = e.closest("[data-q]");
  if (!question) return e.value = e.value.replace(/\D/g, "").replace(/.{4}(?=.)/g, "$& "); // the code
  picked[e.name] = e.type == "checkbox" ? all(":checked", question).map(box => box.value) : e.value;
  if (e.type == "textarea" && !e.value) delete picked[e.name];
  tell(question);
});

addEventListener("popstate", event => go(sent || kept?.signature && event.state || "intro", true));
addEventListener("hashchange", () => location.hash && location.reload());
addEventListener("pageshow", event => event.persisted && location.reload());
addEventListener("beforeunload", event => Object.keys(picked).length && event.preventDefault());
addEventListener("submit", event => event.preventDefault());

// Whoever walks away from a kiosk is asked after four minutes, and after five nothing is left.
if (kiosk) {
  for (const sign of ["pointerdown", "keydown", "scroll"]) addEventListener(sign, () => touched = Date.now());
  setInterval(() => {
    const idle = Date.now() - touched;
    show("#idle", idle > 24e4 && !sent);
    if (idle > 3e5) deeds.again();
  }, 1000);
}

// Nothing begins before the browser can encrypt and the terms are those of the letter.
const begin = async () => {
  if (state != "open") return stop(state);
  if (!supported) return stop("unsupported");
  recall();
  if (kept?.signature) clean();
  else if (!kept && !((kiosk || token && asked) && terms?.length == 43)) return stop("link");
  const bytes = new Uint8Array(await (await ask(home + "manifest")).arrayBuffer());
  const hash = await manifestHash(bytes);
  manifest = JSON.parse(new TextDecoder().decode(bytes));
  if (hash != (terms ?? kept.terms) || kept && hash != kept.terms || manifest.campaign != campaign || manifest.kit_hash != kit || !manifest.departments.some(d => kiosk || d.code == (kept?.department ?? asked))) return stop("manifest");
  history.replaceState("intro", "");
  dress();
  printed = await fingerprint(bytes);
  dress();
};

begin().catch(() => show("[data-error=network]"));
