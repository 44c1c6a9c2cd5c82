// Blinding and sealing on BigInt and WebCrypto: RFC 9474, RSABSSA-SHA384-PSS-Randomized. The same bytes
// as survey/ballots (docs/protocol.md), pinned by the same vectors. Knows no page and no network.
// guardian.js uses random, encode, decode, fingerprint and supported of it; what participants load is
// joined with answer.js in participant.js by `make script`.

const { subtle } = crypto; // browsers give it on HTTPS and localhost only; there is no fallback
export const supported = !!subtle;

const LENGTH = 12288; // of every ballot before sealing

export const random = length => crypto.getRandomValues(new Uint8Array(length));
const text = string => new TextEncoder().encode(string);
const join = (...parts) => new Uint8Array(parts.flatMap(part => [...part]));
const hash = async (name, ...parts) => new Uint8Array(await subtle.digest(name, join(...parts)));
const load = (n, name, hash, use) =>
  subtle.importKey("jwk", { kty: "RSA", n, e: "AQAB" }, { name, hash }, false, [use]);

export const encode = bytes =>
  btoa(String.fromCharCode(...bytes)).replace(/[+/=]/g, c => ({ "+": "-", "/": "_" })[c] ?? "");
export const decode = string => Uint8Array.from(atob(string.replace(/-/g, "+").replace(/_/g, "/")), c => c.charCodeAt());

const toNumber = bytes => bytes.reduce((number, byte) => number << 8n | BigInt(byte), 0n);
const toBytes = (number, length) =>
  Uint8Array.from({ length }, (_, i) => Number(number >> BigInt(8 * (length - 1 - i)) & 255n));

// base ** 65537 mod n
const power = (base, n) => {
  let result = base;
  for (let i = 0; i < 16; i++) result = result * result % n;
  return result * base % n;
};

// Extended Euclid; throws where there is no inverse.
const invert = (number, n) => {
  let [a, b, x, y] = [number, n, 1n, 0n];
  while (b) [a, b, x, y] = [b, a % b, y, x - a / b * y];
  if (a != 1n) throw Error("no inverse");
  return (x % n + n) % n;
};

// EMSA-PSS of RFC 8017, 9.1.1, with SHA-384 and MGF1.
const pss = async (message, bits, salt) => {
  const length = bits + 7 >> 3;
  const digest = await hash("SHA-384", new Uint8Array(8), await hash("SHA-384", message), salt);
  const block = join(new Uint8Array(length - salt.length - 50), [1], salt);
  for (let at = 0; at < block.length; at += 48) {
    const mask = await hash("SHA-384", digest, [0, 0, 0, at / 48]);
    mask.forEach((byte, i) => block[at + i] ^= byte); // past the end nothing is written
  }
  block[0] &= 255 >> 8 * length - bits;
  return join(block, digest, [188]);
};

export const prepare = (message = random(32), prefix = random(32)) => join(prefix, message);

// The message that only the holder of a secret can cast with: what lies in the box is not enough.
export const hide = secret => hash("SHA-256", text("accord cast v1\0"), secret);

// What the server signs, and the secret that takes the blinding off. Test vectors pin salt and r.
export const blind = async (modulus, prepared, salt = random(48), r) => {
  const { length } = decode(modulus), n = toNumber(decode(modulus));
  const message = toNumber(await pss(prepared, n.toString(2).length - 1, salt));
  invert(message, n); // a factor of n would show through the blinding
  while (!r || r >= n) r = toNumber(random(length));
  return { blinded: toBytes(message * power(r, n) % n, length), inverse: invert(r, n) };
};

// The verified signature; throws when the server signed something else or with another key.
export const finalize = async (modulus, prepared, blindSignature, inverse, saltLength = 48) => {
  const { length } = decode(modulus), n = toNumber(decode(modulus));
  const signature = toBytes(toNumber(blindSignature) * inverse % n, length);
  const key = await load(modulus, "RSA-PSS", "SHA-384", "verify");
  const good = await subtle.verify({ name: "RSA-PSS", saltLength }, key, signature, prepared);
  if (!good || blindSignature.length != length) throw Error("signature");
  return signature;
};

export const nullifier = (campaign, department, prepared) =>
  hash("SHA-256", text(`accord ballot v1\0${campaign}\0${department}\0`), prepared);

// Version, wrapped shares, IV, ciphertext: always the same length, and opens beside this nullifier only.
// With a guardian's key the AES key is the sum of two shares, and neither holder learns it alone.
export const seal = async (modulus, nullifier, string, guardian) => {
  const body = text(string), fresh = new Uint8Array(32), iv = random(12), wraps = [];
  if (body.length > LENGTH - 4) throw Error("too long");
  const padded = join([0, 0, body.length >> 8, body.length], body, new Uint8Array(LENGTH - 4 - body.length));
  for (const n of guardian ? [modulus, guardian] : [modulus]) {
    const share = random(32);
    share.forEach((byte, i) => fresh[i] ^= byte);
    wraps.push(new Uint8Array(await subtle.encrypt("RSA-OAEP", await load(n, "RSA-OAEP", "SHA-256", "encrypt"), share)));
  }
  const key = await subtle.importKey("raw", fresh, "AES-GCM", false, ["encrypt"]);
  const cipher = await subtle.encrypt({ name: "AES-GCM", iv, additionalData: nullifier }, key, padded);
  const sealed = join([wraps.length], ...wraps, iv, new Uint8Array(cipher));
  if (sealed.length != 12317 + 384 * wraps.length || nullifier.length != 32) throw Error("length");
  return sealed;
};

export const manifestHash = async bytes => encode(await hash("SHA-256", bytes));

// The code that people compare: 100 bits of a slow hash in base32, in groups of four.
export const fingerprint = async bytes => {
  const key = await subtle.importKey("raw", await hash("SHA-256", bytes), "PBKDF2", false, ["deriveBits"]);
  const slow = await subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt: text("accord manifest v1"), iterations: 600000 }, key, 104);
  const digits = (toNumber(new Uint8Array(slow)) >> 4n).toString(32).padStart(20, "0");
  const letters = digits.replace(/./g, digit => "abcdefghijklmnopqrstuvwxyz234567"[parseInt(digit, 32)]);
  return letters.match(/.{4}/g).join("-");
};
