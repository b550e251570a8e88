import { mount } from "svelte";
import "./design/app.css";
import { chooseIpc } from "./ipc";
import App from "./shell/App.svelte";

mount(App, { target: document.getElementById("app")!, props: { ipc: await chooseIpc() } });
