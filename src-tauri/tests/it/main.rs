//! The window's program where it needs no display.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{
    io::Write,
    process::{Command, Stdio},
};

#[test]
fn the_windows_program_reads_files_apart_without_a_display() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_foreword-app"))
        .args(["--read-files-apart", "10000", "536870912"])
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let asked = b"{\"shape\":\"Page\",\"name\":\"a.md\",\"bytes\":14}\n# Plans\n\nwords";
    child.stdin.take().unwrap().write_all(asked).unwrap();
    let ended = child.wait_with_output().unwrap();
    assert!(ended.status.success());
    let said = String::from_utf8(ended.stdout).unwrap();
    assert_eq!(said, "{\"Ok\":{\"title\":\"Plans\",\"text\":\"words\",\"remark\":null}}\n");
}
