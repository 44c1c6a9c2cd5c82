// The guardian's page. The six words and the private key exist in this page's memory only: what leaves it
// is the public key, the private key locked with the words, and at the close the unwrapped shares, encrypted
// to a lock that the server's memory made for them.
import * as ballot from "./ballot.js";

const { subtle } = crypto;
const { campaign } = document.body.dataset;
const home = `/g/${campaign}/`;
const token = location.hash.slice(1);
const COUNT = 6, LIST = 2000, ROUNDS = 600000;
let at, made, six, file, manifest, warned;

const all = (query, root = document) => [...root.querySelectorAll(query)];
const one = (query, root = document) => root.querySelector(query);
const show = (query, yes = true) => all(query).forEach(e => e.hidden = !yes);
const text = string => new TextEncoder().encode(string);
const fault = why => { show("[data-fault]", false); show(`[data-fault=${why}]`); };
// What a hand writes and a phone corrects: case, spaces, commas and ё do not count.
const tidy = words => (words.normalize("NFKC").toLowerCase().replace(/ё/g, "е").match(/\p{L}+/gu) ?? []).join(" ");

async function post(door, body) {
  const reply = await fetch(home + door, {
    method: "POST", credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store",
    headers: { "Content-Type": "application/json" }, body: JSON.stringify({ token, ...body }),
  });
  return [reply.ok, await reply.json().catch(() => ({}))];
}

function go(screen) {
  show("[data-screen]", false);
  fault("none");
  show(`[data-screen=${screen}]`);
  scrollTo(0, 0);
  one(`[data-screen=${screen}] h1`).focus({ preventScroll: true });
}

function stop(why) {
  go("stop");
  show(`[data-stop=${why}]`);
}

// Six of about 2048 words by chance: 66 bits. What lies past the last whole round is drawn again, so that
// no word is likelier.
async function draw() {
  const list = await (await fetch(home + "words/" + document.documentElement.lang, { credentials: "omit" })).json();
  const { size } = new Set(list.map(tidy)), drawn = [];
  if (size < LIST || size < list.length || !list.every(word => /^\p{L}+$/u.test(word))) throw new Error("words");
  while (drawn.length < COUNT) {
    const [number] = crypto.getRandomValues(new Uint16Array(1));
    if (number < 65536 - 65536 % size) drawn.push(list[number % size]);
  }
  return drawn;
}

async function lockOf(words, salt) {
  const base = await subtle.importKey("raw", text(tidy(words)), "PBKDF2", false, ["deriveKey"]);
  const slow = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
  return subtle.deriveKey(slow, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

const bound = (iv, n) => ({ name: "AES-GCM", iv, additionalData: text(`accord guardian v1\0${campaign}\0${n}`) });

// Salt, IV, the private key under the six words; it opens for this campaign and beside this public key only.
async function wrap(privateKey, n, words) {
  const salt = ballot.random(16), iv = ballot.random(12);
  const cipher = await subtle.encrypt(bound(iv, n), await lockOf(words, salt), await subtle.exportKey("pkcs8", privateKey));
  return new Uint8Array([...salt, ...iv, ...new Uint8Array(cipher)]);
}

// The private key, or nothing where the words are others. It can decrypt here and cannot be exported again.
async function unwrap(held, words) {
  const bytes = ballot.decode(held.wrapped), iv = bytes.slice(16, 28);
  let pkcs8;
  try {
    pkcs8 = await subtle.decrypt(bound(iv, held.key), await lockOf(words, bytes.slice(0, 16)), bytes.slice(28));
  } catch { return; }
  const load = extractable => subtle.importKey("pkcs8", pkcs8, { name: "RSA-OAEP", hash: "SHA-256" }, extractable, ["decrypt"]);
  const [{ n }, key] = [await subtle.exportKey("jwk", await load(true)), await load(false)];
  new Uint8Array(pkcs8).fill(0);
  return n == held.key ? key : undefined;
}

// What this guardian holds: the file they kept, if they chose it, else what the server keeps for them.
const own = () => file ?? at;

async function learn() {
  const [ok, told] = await post("status");
  if (!ok) return stop("unknown");
  at = told;
  if (at.name) all("[data-guardian]").forEach(e => e.textContent = `${at.name}, ${at.role}`);
  if (at.state == "draft") at.key ? keep() : go("explain");
  else if (at.state == "open" || at.state == "stopped") await compare();
  else finish();
}

// Show the frozen terms; refuse where they name another key than the guardian's own.
async function compare() {
  const reply = await fetch(`/s/${campaign}/manifest`, { credentials: "omit", cache: "no-store" });
  const bytes = new Uint8Array(await reply.arrayBuffer());
  manifest = JSON.parse(new TextDecoder().decode(bytes));
  const day = written => new Date(written + "T12:00:00Z").toLocaleDateString(document.documentElement.lang, { dateStyle: "long", timeZone: "UTC" });
  const told = {
    organisation: manifest.organisation,
    rosters: manifest.departments.map(each => `${each.name}: ${each.roster}`).join(", "),
    days: `${day(manifest.opens)} – ${day(manifest.closes)} (${manifest.time_zone})`,
    code: await ballot.fingerprint(bytes),
  };
  go(at.state);
  Object.entries(told).forEach(([fact, said]) => all(`[data-fact=${fact}]`).forEach(e => e.textContent = said));
  judge();
  const today = new Intl.DateTimeFormat("en-CA", { timeZone: manifest.time_zone }).format();
  show("[data-fault=early]", at.state == "stopped" && today <= manifest.closes);
}

function judge() {
  const good = manifest.campaign == campaign && manifest.guardian_key == own().key;
  all("[data-fact=key]").forEach(e => e.textContent = good ? e.dataset.good : e.dataset.bad);
  show("[data-fault=terms]", !good);
  all("[data-screen=open] form button, [data-screen=stopped] form button").forEach(e => e.disabled = !good);
}

function keep() {
  go("draft");
  const saved = JSON.stringify({ v: 1, campaign, key: at.key, wrapped: at.wrapped });
  const link = one("[data-save]");
  link.href = URL.createObjectURL(new Blob([saved], { type: "application/json" }));
  link.download = `accord-guardian-${campaign}.json`;
}

function finish() {
  if (at.state == "ending" || at.state == "ended") return go("ended");
  go("released");
  if (at.release) one("#release").textContent = at.release;
}

// Unwrap share by share into records of one length: digest, 1, share; or digest and zeros where a wrap does
// not open, which is somebody's rubbish.
async function unwrapAll(key, wraps) {
  const told = one("#progress"), records = new Uint8Array(65 * wraps.length);
  told.hidden = false;
  for (const [i, each] of wraps.entries()) {
    const bytes = ballot.decode(each);
    const share = await subtle.decrypt("RSA-OAEP", key, bytes).catch(() => new ArrayBuffer(0));
    records.set(new Uint8Array(await subtle.digest("SHA-256", bytes)), 65 * i);
    if (share.byteLength == 32) records.set([1, ...new Uint8Array(share)], 65 * i + 32);
    told.textContent = told.dataset.told.replace("{done}", i + 1).replace("{all}", wraps.length);
  }
  told.textContent = told.dataset.counting;
  return records;
}

// For the server's memory of this moment alone: whoever logs what is sent cannot open it, not even with all of
// the server's keys. A fresh P-256 pair, ECDH, HKDF-SHA-256, AES-256-GCM.
async function enclose(lock, plain) {
  const curve = { name: "ECDH", namedCurve: "P-256" }, theirs = ballot.decode(lock), iv = ballot.random(12);
  const own = await subtle.generateKey(curve, false, ["deriveBits"]);
  const point = new Uint8Array(await subtle.exportKey("raw", own.publicKey));
  const shared = await subtle.deriveBits({ name: "ECDH", public: await subtle.importKey("raw", theirs, curve, true, []) }, own.privateKey, 256);
  const info = new Uint8Array([...text(`accord guardian envelope v1\0${campaign}\0`), ...theirs, ...point]);
  const base = await subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const derive = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info };
  const key = await subtle.deriveKey(derive, base, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const cipher = new Uint8Array(await subtle.encrypt({ name: "AES-GCM", iv }, key, plain));
  return encodeLong([point, iv, cipher]);
}

// A call takes only so many arguments: piece by piece, each a multiple of three bytes.
function encodeLong(parts) {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  parts.reduce((at, part) => (bytes.set(part, at), at + part.length), 0);
  let written = "";
  for (let from = 0; from < bytes.length; from += 8190) written += ballot.encode(bytes.subarray(from, from + 8190));
  return written;
}

// Which wraps this browser has opened for this survey already, as a digest. Asked again after a break the
// server gives the same ones; other ones are another box, and somebody has to say why.
// A browser that stores nothing has nothing to compare with.
const opened = `accord-guardian-${campaign}`;
const stored = written => {
  try { return written ? localStorage.setItem(opened, written) : localStorage.getItem(opened); } catch { return; }
};
const digestOf = async wraps => ballot.encode(new Uint8Array(await subtle.digest("SHA-256", text(wraps.join()))));

const deeds = {
  async draw() {
    six = await draw();
    made = await subtle.generateKey({ name: "RSA-OAEP", hash: "SHA-256", modulusLength: 3072, publicExponent: new Uint8Array([1, 0, 1]) }, true, ["decrypt", "encrypt"]);
    deeds.show();
  },
  show() {
    one("#six").replaceChildren(...six.map(word => Object.assign(document.createElement("li"), { textContent: word })));
    go("words");
  },
  hide() {
    one("#six").replaceChildren();
    go("repeat");
  },
  // Locked with the words as typed: what was written down is what will open it.
  async register(words) {
    if (tidy(words) != tidy(six.join(" "))) return fault("repeat");
    const { n } = await subtle.exportKey("jwk", made.publicKey);
    const wrapped = ballot.encode(await wrap(made.privateKey, n, words));
    if (!await unwrap({ key: n, wrapped }, words)) throw new Error("wrap");
    const [ok] = await post("key", { key: n, wrapped });
    if (!ok) return fault("refused");
    made = six = undefined;
    await learn();
  },
  async check(words) {
    fault(await open(words) ? "good" : "words");
  },
  async unlock(words) {
    const key = await open(words);
    if (!key) return fault("words");
    const [given, { lock, wraps }] = await post("wraps");
    if (!given) return learn();
    const due = await digestOf(wraps), before = stored();
    if (before && before != due && warned != due) {
      warned = due;
      return fault("again");
    }
    const shares = await enclose(lock, await unwrapAll(key, wraps));
    stored(due);
    const [ok, told] = await post("shares", { lock, shares }).catch(() => [false]);
    one("#progress").hidden = true;
    if (ok) at = told;
    // The reply may be lost while the server goes on counting.
    else [, at] = await post("status");
    if (at.state == "stopped") return fault("count");
    finish();
  },
};

const open = words => unwrap(own(), words);

document.addEventListener("submit", async event => {
  event.preventDefault();
  const form = event.target, button = one("button", form), field = one("[data-words]", form), label = button.textContent;
  button.disabled = true;
  button.textContent = button.dataset.busy ?? label;
  fault("none");
  try {
    await deeds[form.dataset.do](field?.value ?? "");
    if (field && form.closest("section").hidden) field.value = "";
  } catch { fault("network"); }
  button.disabled = false;
  button.textContent = label;
});

document.addEventListener("click", event => {
  const deed = event.target.closest("button[type=button][data-do]")?.dataset.do;
  if (deed) deeds[deed]();
});

document.addEventListener("change", async event => {
  if (!event.target.matches("[data-file]")) return;
  fault("none");
  try {
    const read = JSON.parse(await event.target.files[0].text());
    if (read.campaign != campaign || !read.key || !read.wrapped) throw new Error("file");
    file = read;
    show("[data-file-taken]");
  } catch {
    file = undefined;
    show("[data-file-taken]", false);
    show("[data-fault=file]");
  }
  judge();
});

one("#language").href += location.hash;
addEventListener("hashchange", () => location.reload());
addEventListener("pageshow", event => event.persisted && location.reload());
addEventListener("beforeunload", event => six && event.preventDefault());

if (!ballot.supported) stop("unsupported");
else if (token.length != 27) stop("link");
else learn().catch(() => fault("network"));
