//! The least a Tauri app with two windows can be: what `cargo xtask bench window` compares Foreword with.

use tauri::{WebviewUrl, WebviewWindowBuilder};

fn main() -> tauri::Result<()> {
    tauri::Builder::default()
        .setup(|app| {
            for (label, title, visible) in [("main", "Bare", true), ("brief", "Bare brief", false)] {
                WebviewWindowBuilder::new(app, label, WebviewUrl::App("bare.html".into()))
                    .title(title)
                    .inner_size(1180.0, 780.0)
                    .visible(visible)
                    .build()?;
            }
            Ok(())
        })
        .run(tauri::generate_context!("examples/two-windows/tauri.conf.json"))
}
