import { Channel, invoke as call, type InvokeArgs } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import { asCommandError } from "./errors";
import type { Ipc, OnProgress, Unlisten } from "./ipc";
import type { BriefEvent, SetupStep, Stale } from "./types";

async function invoke<T>(command: string, args?: InvokeArgs): Promise<T> {
  try {
    return await call<T>(command, args);
  } catch (thrown) {
    throw asCommandError(thrown);
  }
}

function channel(progress: OnProgress): Channel<SetupStep> {
  const steps = new Channel<SetupStep>();
  steps.onmessage = progress;
  return steps;
}

/** `listen` answers late, so an early farewell has to wait for it. */
function subscribe<T>(event: string, handler: (payload: T) => void): Unlisten {
  const listening = listen<T>(event, ({ payload }) => handler(payload));
  return () => void listening.then((stop) => stop());
}

/** The shell behind the window. */
export const tauri: Ipc = {
  appState: () => invoke("app_state"),
  trySample: (progress) => invoke("try_sample", { progress: channel(progress) }),
  connect: (token, owner, progress) => invoke("connect", { token, owner, progress: channel(progress) }),
  cancel: () => invoke("cancel"),
  syncNow: (progress) => invoke("sync_now", { progress: channel(progress) }),
  disconnect: (purge) => invoke("disconnect", { purge }),
  today: () => invoke("today"),
  accounts: () => invoke("accounts"),
  account: (id) => invoke("account", { id }),
  timeline: (account, before) => invoke("timeline", { account, before }),
  openRecord: (record) => invoke("open_record", { record }),
  openCitation: (citation) => invoke("open_citation", { citation }),
  search: (request) => invoke("search", { request }),
  brief: (who, full) => invoke("brief", { who, full }),
  draftNote: (callRecord) => invoke("draft_note", { call: callRecord }),
  proposals: () => invoke("proposals"),
  editProposal: (id, lines) => invoke("edit_proposal", { id, lines }),
  approve: (id, hash) => invoke("approve", { id, hash }),
  reject: (id, why) => invoke("reject", { id, why }),
  push: () => invoke("push"),
  setShortcut: (shortcut) => invoke("set_shortcut", { shortcut }),
  setTheme: (theme) => invoke("set_theme", { theme }),
  setAutostart: (enabled) => invoke("set_autostart", { enabled }),
  doctor: () => invoke("doctor"),
  dataFolder: () => invoke("data_folder"),
  showBrief: (who) => invoke("show_brief", { who }),
  hideBrief: () => invoke("hide_brief"),
  openMain: (route) => invoke("open_main", { route }),
  openUrl: (url) => invoke("open_url", { url }),
  briefPainted: (seq) => invoke("brief_painted", { seq }),

  onBrief: (handler) => subscribe<BriefEvent>("brief", handler),
  onChanged: (handler) => subscribe<{ what: Stale[] }>("changed", ({ what }) => handler(what)),
  onNavigate: (handler) => subscribe<{ route: string }>("navigate", ({ route }) => handler(route)),
  onProgress: (handler) => subscribe<SetupStep>("progress", handler),
};
