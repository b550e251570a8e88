import type { LockView, PolicyView } from "./types";

export const unlocked: LockView = {
  is_locked: false,
  key: { origin: "passphrase", detail: "the key is sealed with a passphrase", is_weak: false },
  can_lock: true,
  after_minutes: 15,
};

/** Before there is a portal of the rep's. */
export const nothingToLock: LockView = { ...unlocked, key: null, can_lock: false, after_minutes: null };

export const locked: LockView = { ...unlocked, is_locked: true };

/** A key that the keychain has. */
export const holds = { origin: "keychain", detail: "the key is in the keychain", is_weak: false };

/** A key that follows from the computer. */
export const weak = { origin: "machine", detail: "the key comes from this computer, so whoever has its disk can read the data; a passphrase would protect it", is_weak: true };

export const noPolicy: PolicyView = { is_there: false, file: "/etc/foreword/policy.toml", is_signed: false, problem: null, rules: [] };

export const whatIsSet: PolicyView = {
  is_there: true,
  file: "/etc/foreword/policy.toml",
  is_signed: true,
  problem: null,
  rules: [
    { name: "scope.own_book_only", said: "only the rep's own book is copied" },
    { name: "writing.gated", said: "no amount, stage, owner or close date is written" },
    { name: "models.regions", said: "only eu, local may be asked" },
    { name: "folders.allowed", said: "only /srv/sales may be read" },
    { name: "hubspot.share_percent_max", said: "at most 10 % of the account's calls are used" },
  ],
};
