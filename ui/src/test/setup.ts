import { afterEach, beforeEach } from "vitest";
import "../design/app.css";

// Components are tested as they look: with the real style sheet, in a window of the real size, from a known address.
beforeEach(() => history.replaceState(null, "", location.pathname + location.search));
afterEach(() => {
  delete document.documentElement.dataset["theme"];
  localStorage.clear();
});
