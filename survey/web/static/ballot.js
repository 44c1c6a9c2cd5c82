// The ballot on the voter's side: a blind-signed credential (RFC 9474, RSABSSA-SHA384-PSS-Randomized)
// and sealed answers. BigInt and WebCrypto only; the bytes are described in docs/protocol.md.

const LENGTH = 12288; // every ballot, padded
const SALT = 48;
const E = 65537n;
const { subtle } = crypto;

// Browsers give WebCrypto on HTTPS and localhost only.
export const supported = !!subtle && typeof BigInt == "function";

const random = length => crypto.getRandomValues(new Uint8Array(length));
const text = string => new TextEncoder().encode(string);
const join = (...parts) => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
  return whole;
};
const hash = async (name, bytes) => new Uint8Array(await subtle.digest(name, bytes));

export const encode = bytes => {
  let string = "";
  for (const byte of bytes) string += String.fromCharCode(byte);
  return btoa(string).replace(/[+/=]/g, c => ({ "+": "-", "/": "_" })[c] ?? "");
};
export const decode = string => Uint8Array.from(atob(string.replace(/-/g, "+").replace(/_/g, "/")), c => c.charCodeAt());

const toNumber = bytes => BigInt("0x" + [...bytes].map(byte => byte.toString(16).padStart(2, "0")).join(""));
const toBytes = (number, length) => decode16(number.toString(16).padStart(2 * length, "0"));
const decode16 = hex => Uint8Array.from(hex.match(/../g), pair => parseInt(pair, 16));

function power(base, exponent, modulus) {
  let result = 1n;
  for (; exponent; exponent >>= 1n) {
    if (exponent & 1n) result = result * base % modulus;
    base = base * base % modulus;
  }
  return result;
}

function invert(number, modulus) {
  let [a, b, x, y] = [number % modulus, modulus, 1n, 0n];
  while (b) [a, b, x, y] = [b, a % b, y, x - a / b * y];
  if (a != 1n) throw new Error("not invertible");
  return (x % modulus + modulus) % modulus;
}

// EMSA-PSS-ENCODE of RFC 8017, 9.1.1, with SHA-384 and MGF1.
async function pss(message, bits, salt) {
  const length = bits + 7 >> 3;
  const digest = await hash("SHA-384", join(new Uint8Array(8), await hash("SHA-384", message), salt));
  const block = join(new Uint8Array(length - salt.length - 50), [1], salt);
  for (let at = 0; at < block.length; at += 48) {
    const mask = await hash("SHA-384", join(digest, [0, 0, 0, at / 48]));
    for (let i = 0; i < 48 && at + i < block.length; i++) block[at + i] ^= mask[i];
  }
  block[0] &= 255 >> 8 * length - bits;
  return join(block, digest, [0xbc]);
}

// 32 random bytes, then the message: 32 random bytes too.
export const prepare = (message = random(32), prefix = random(32)) => join(prefix, message);

// Resolves to what the server signs and the secret that takes the blinding off again.
export async function blind(modulus, prepared, salt = random(SALT), unit) {
  const bytes = decode(modulus), n = toNumber(bytes);
  const bits = n.toString(2).length;
  while (!unit || unit >= n) unit = toNumber(random(bytes.length));
  const encoded = toNumber(await pss(prepared, bits - 1, salt));
  return { blinded: toBytes(encoded * power(unit, E, n) % n, bytes.length), inverse: invert(unit, n) };
}

// Resolves to the signature, verified; rejects when the server signed something else.
export async function finalize(modulus, prepared, blindSignature, inverse, saltLength = SALT) {
  const bytes = decode(modulus), n = toNumber(bytes);
  const signature = toBytes(toNumber(blindSignature) * inverse % n, bytes.length);
  const key = await load(modulus, "RSA-PSS", "SHA-384", "verify");
  if (!await subtle.verify({ name: "RSA-PSS", saltLength }, key, signature, prepared)) throw new Error("signature");
  return signature;
}

const load = (n, name, hash, use) =>
  subtle.importKey("jwk", { kty: "RSA", n, e: "AQAB" }, { name, hash }, false, [use]);

export const nullifier = (campaign, department, prepared) =>
  hash("SHA-256", join(text(`accord ballot v1\0${campaign}\0${department}\0`), prepared));

// Resolves to the sealed ballot: version, wrapped key, nonce, ciphertext; always the same length.
export async function seal(modulus, nullifier, string) {
  const body = text(string), padded = new Uint8Array(LENGTH);
  if (body.length > LENGTH - 4) throw new Error("too long");
  new DataView(padded.buffer).setUint32(0, body.length);
  padded.set(body, 4);
  const fresh = random(32), iv = random(12);
  const wrapped = await subtle.encrypt("RSA-OAEP", await load(modulus, "RSA-OAEP", "SHA-256", "encrypt"), fresh);
  const key = await subtle.importKey("raw", fresh, "AES-GCM", false, ["encrypt"]);
  const cipher = await subtle.encrypt({ name: "AES-GCM", iv, additionalData: nullifier }, key, padded);
  return join([1], new Uint8Array(wrapped), iv, new Uint8Array(cipher));
}

export const manifestHash = async bytes => encode(await hash("SHA-256", bytes));

// The code people compare: 100 bits of a slow hash in base32, in groups of four.
export async function fingerprint(bytes) {
  const key = await subtle.importKey("raw", await hash("SHA-256", bytes), "PBKDF2", false, ["deriveBits"]);
  const slow = await subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt: text("accord manifest v1"), iterations: 600000 }, key, 104);
  const letters = toNumber(new Uint8Array(slow)).toString(2).padStart(104, "0").slice(0, 100)
    .match(/.{5}/g).map(bits => "abcdefghijklmnopqrstuvwxyz234567"[parseInt(bits, 2)]).join("");
  return letters.match(/.{4}/g).join("-");
}
