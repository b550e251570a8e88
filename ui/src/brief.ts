import { mount } from "svelte";
import BriefWindow from "./brief/BriefWindow.svelte";
import "./design/app.css";
import { chooseIpc } from "./ipc";

// This window is made once and kept hidden. Both voices are fetched now, so that the first brief is not set twice.
void document.fonts.load('450 13px "Inter Variable"');
void document.fonts.load('450 14.5px "Source Serif 4 Variable"');

mount(BriefWindow, { target: document.getElementById("app")!, props: { ipc: await chooseIpc() } });
