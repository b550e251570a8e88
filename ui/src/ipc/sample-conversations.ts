import type { Conversations, MatchedView, RecorderView } from "./types";

// Two conversations of the invented rep: one that waits, and one with a speaker whom nobody knows.

const place: MatchedView = {
  id: "meeting:41",
  title: "Northwind: rollout plan",
  at: "2026-11-19T09:00:00Z",
  account: "company:12",
  account_name: "Northwind Logistics",
  confidence: 0.97,
  why: "the time and Elena Fischer",
  by_rep: false,
  again: false,
};

const recorder = (kind: string, title: string, keyIsIn: string): RecorderView => ({
  kind,
  title,
  key_is_in: keyIsIn,
  has_secret: kind === "gong",
  wants_address: kind === "gong",
  is_asked: false,
  owner: null,
  looked_at: null,
  problem: null,
  taken: 0,
  waiting: 0,
});

const recorders: RecorderView[] = [
  { ...recorder("fireflies", "Fireflies", "Fireflies, under Integrations, Fireflies API"), is_asked: true, owner: "marc@brightdesk.example", looked_at: "2026-11-19T09:40:00Z", taken: 6, waiting: 1 },
  recorder("fathom", "Fathom", "Fathom, under Settings, API Access"),
  recorder("gong", "Gong", "Gong, under Settings, Ecosystem, API. An administrator makes it"),
  recorder("granola", "Granola", "Granola, under Settings, Connectors, API keys. It takes a Business or Enterprise plan"),
];

export const conversations: Conversations = {
  waiting: [
    {
      id: 2,
      file: "audio1203.vtt",
      format: "vtt",
      title: null,
      began: "20 November 2026, 08:30",
      minutes: 24,
      recorded_by: null,
      people: ["Speaker 1", "Speaker 2"],
      place: null,
      suggestions: [
        { id: "meeting:44", label: "Terms, 20 November 2026, 08:30", account_name: "Kestrel Freight", confidence: 0.7, why: "the time" },
        { id: "call:45", label: "Call back, 20 November 2026, 09:10", account_name: "Northwind Logistics", confidence: 0.4, why: "about the time" },
      ],
      speakers: [
        { name: "Speaker 1", known: null, turns: 31 },
        { name: "Speaker 2", known: null, turns: 29 },
      ],
      candidates: [],
      opening: "Good morning, can you hear me? Yes, perfectly. Shall we go through the terms first",
    },
  ],
  kept: [
    {
      id: 1,
      file: "GMT20261119-090000_Recording.vtt",
      format: "vtt",
      title: null,
      began: "19 November 2026, 10:00",
      minutes: 41,
      recorded_by: "Zoom",
      people: ["Marc Dubois", "Elena Fischer", "Meeting room 4"],
      place,
      suggestions: [],
      speakers: [
        { name: "Marc Dubois", known: "Marc Dubois", turns: 44 },
        { name: "Elena Fischer", known: "Elena Fischer", turns: 38 },
        { name: "Meeting room 4?", known: null, turns: 12 },
      ],
      candidates: ["Marc Dubois", "Elena Fischer", "Tom Reed"],
      opening: "Thanks for making the time",
    },
  ],
  folders: [{ path: "/home/marc/Zoom", problem: null, unread: [{ path: "chat.txt", reason: "nobody speaks in it" }] }],
  recorders,
};

export const noConversations: Conversations = { waiting: [], kept: [], folders: [], recorders: recorders.map((one) => ({ ...one, is_asked: false, looked_at: null, taken: 0, waiting: 0 })) };

/** With a recorder asked, or no longer. */
export function withRecorder(all: Conversations, kind: string, isAsked: boolean): Conversations {
  const changed = all.recorders.map((one) => (one.kind === kind ? { ...one, is_asked: isAsked } : one));
  return { ...all, recorders: changed.sort((a, b) => Number(b.is_asked) - Number(a.is_asked)) };
}

export function settled(all: Conversations, id: number): Conversations {
  const moved = all.waiting.filter((one) => one.id === id).map((one) => ({ ...one, place: { ...place, by_rep: true }, suggestions: [] }));
  return { ...all, waiting: all.waiting.filter((one) => one.id !== id), kept: [...moved, ...all.kept] };
}

export function named(all: Conversations, id: number, speaker: string, name: string): Conversations {
  const renamed = (one: Conversations["kept"][number]) => ({
    ...one,
    speakers: one.speakers.map((known) => (known.name === speaker ? { ...known, name, known: name } : known)),
  });
  return { ...all, kept: all.kept.map((one) => (one.id === id ? renamed(one) : one)) };
}
