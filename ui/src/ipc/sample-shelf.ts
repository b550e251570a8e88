import type { PageView, ShelfScan, ShelfView } from "./types";

// The shelf of the invented rep: two folders, one of which lies on a drive that is not there, and a page for Northwind.

export const shelf: ShelfView = {
  folders: [
    {
      path: "/home/marc/collateral",
      files: 14,
      unreadable: [
        { path: "pricing/price-list-2026.xlsx", reason: "it is not Markdown, plain text, HTML or PDF" },
        { path: "security/pen-test-2026.pdf", reason: "the PDF is locked with a password; save a copy without one" },
        { path: "scans/dpa-signed.pdf", reason: "the PDF has no text, perhaps only pictures of pages. Save one with text" },
      ],
      remarks: [{ path: "terms/annex-2025.pdf", reason: "it was read in part: pages 4-6 are pictures" }],
      scanned_at: "2026-11-20T09:22:00Z",
      problem: null,
    },
    {
      path: "/media/marc/team/playbooks",
      files: 6,
      unreadable: [],
      remarks: [],
      scanned_at: "2026-11-19T17:40:00Z",
      problem: "the folder cannot be read: No such file or directory",
    },
  ],
  pages: 1,
};

export const emptyShelf: ShelfView = { folders: [], pages: 0 };

export const scan: ShelfScan = { added: 2, changed: 1, removed: 0, unchanged: 12, hidden: 1, unreadable: shelf.folders[0]!.unreadable, remarks: shelf.folders[0]!.remarks, problems: [] };

export const pages: PageView[] = [
  {
    id: "shelf:41",
    title: "Northwind opens a tenth depot in Setúbal",
    account: "company:101",
    account_name: "Northwind Logistics",
    url: "https://northwind.example/news/setubal",
    file: "setubal.html",
    remark: null,
    saved_at: "2026-11-17T15:05:00Z",
  },
];
