-- Calendars of the rep's own, which are read for meetings that HubSpot does not have.
CREATE TABLE calendar (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    -- What it calls itself; the file's name or the address's host where it does not.
    name      TEXT NOT NULL,
    -- A path, or an address that begins with https://. Whoever knows such an address can read the calendar.
    place     TEXT NOT NULL UNIQUE,
    added_at  INTEGER NOT NULL,
    -- 0 before the first look.
    looked_at INTEGER NOT NULL,
    -- Why it could not be read the last time; empty where it could.
    problem   TEXT NOT NULL
) STRICT;

-- Meetings out of these calendars: the record `appointment:N` has the title and the times, N is the number below; it is never given anew.
CREATE TABLE appointment (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    calendar   INTEGER NOT NULL,
    -- What the calendar calls the meeting or the row of meetings, and the moment at which the row has this one; 0 where it is no row.
    uid        TEXT NOT NULL,
    occurrence INTEGER NOT NULL,
    -- Invited people who are no contacts here: names and addresses, as JSON.
    strangers  TEXT NOT NULL,
    -- The meeting in HubSpot that this is, as in `meeting:1`; empty where there is none.
    twin       TEXT NOT NULL,
    UNIQUE (uid, occurrence)
) STRICT;
