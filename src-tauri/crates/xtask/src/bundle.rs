//! The installer: the release build, what belongs beside it, and Tauri's bundler around both.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};

use crate::command;
use crate::pages;
use crate::places::Places;
use crate::setup::{Node, model_folder, runtime_folder};

/// A command of cargo's that crates.io has.
struct Tool {
    name: &'static str,
    version: &'static str,
    /// What `cargo install` is told beside, as which features it takes to have a command at all.
    features: &'static [&'static str],
}

/// Lists the licences of all crates, and fails on one that is not in `packaging/about.toml`.
const CARGO_ABOUT: Tool = Tool { name: "cargo-about", version: "0.9.3", features: &["--features", "cli"] };
/// The tool that lists what is inside an installer, in CycloneDX's format.
const CARGO_CYCLONEDX: Tool = Tool { name: "cargo-cyclonedx", version: "0.5.9", features: &[] };

/// What the list of a crate is called while it is made.
const SBOM: &str = "foreword-sbom.json";

/// What is left out of the model's folder: the large graph, which nobody loads where the small one is, and what the set-up notes there.
const NOT_OF_THE_MODEL: [&str; 3] = ["model.onnx", "check.json", ".stamp"];

/// Which installers Tauri's bundler can make here.
const FORMATS: &[&str] = if cfg!(target_os = "macos") {
    &["dmg"]
} else if cfg!(target_os = "windows") {
    &["msi", "nsis"]
} else {
    &["deb", "appimage"]
};

/// Builds the release and makes an installer of it: `--format F`, else the first of what this system has. Prints where it is and its size.
pub fn run(places: &Places, node: &Node, arguments: &[OsString]) -> Result<ExitCode> {
    let format = match arguments {
        [] => FORMATS[0],
        [name, value] if name == "--format" => {
            let known = FORMATS.iter().find(|known| value == **known);
            known.with_context(|| format!("here the formats are {}", FORMATS.join(" and ")))?
        }
        _ => bail!("usage: cargo xtask bundle [--format {}]", FORMATS.join("|")),
    };
    build_release(places, node)?;
    let stage = Stage::fill(places)?;
    let overlay = places.target.join("bundle/tauri.json");
    fs::write(&overlay, serde_json::to_string_pretty(&stage.configuration(places))?)?;
    let mut bundler = node.program(&places.root)?;
    bundler.arg("packaging/node_modules/@tauri-apps/cli/tauri.js");
    bundler.args(["bundle", "--verbose", "--bundles", format, "--config"]).arg(&overlay);
    command::run(bundler.env("CARGO_TARGET_DIR", &places.target))?;
    if format == "deb" {
        let made = installers(places, format)?.pop().context("the bundler made no .deb")?;
        pack_tighter(places, &made)?;
    }
    for file in installers(places, format)? {
        println!("{} ({:.1} MB)", file.display(), megabytes(fs::metadata(&file)?.len()));
    }
    Ok(ExitCode::SUCCESS)
}

/// Packs a .deb anew, with xz: Tauri's bundler packs with gzip, which leaves it a quarter larger. Takes some minutes.
fn pack_tighter(places: &Places, deb: &Path) -> Result<()> {
    let folder = places.target.join("bundle/deb");
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("could not clear {}", folder.display()))?;
    }
    command::run(Command::new("dpkg-deb").arg("--raw-extract").arg(deb).arg(&folder))?;
    command::run(Command::new("dpkg-deb").args(["--root-owner-group", "-Zxz", "--build"]).arg(&folder).arg(deb))
}

/// Builds the two programs as they go into an installer, with the pages inside.
pub fn build_release(places: &Places, node: &Node) -> Result<()> {
    pages::build(places, node)?;
    eprintln!("Building the release: an hour and more on two cores the first time");
    command::run(places.cargo().args(["build", "--release", "--workspace", "--locked"]).args([
        "--bin",
        "foreword",
        "--bin",
        "foreword-app",
        "--features",
        "desktop/packaged",
    ]))
}

/// Tries the newest `.deb` in clean roots of these Debian releases, or of 12 and 13: install, brief and window without a network, upgrade,
/// removal. Needs root and debootstrap. Pictures of the windows lie beside the roots afterwards.
pub fn check(places: &Places, suites: &[OsString]) -> Result<ExitCode> {
    const BOTH: [&str; 2] = ["bookworm", "trixie"];
    let installers = installers(places, "deb")?;
    let deb = installers.last().context("run `cargo xtask bundle` first")?;
    let folder = places.cache.join("roots");
    let suites = if suites.is_empty() { BOTH.map(OsString::from).to_vec() } else { suites.to_vec() };
    for suite in &suites {
        let mut script = Command::new("sh");
        script.arg(places.root.join("src-tauri/crates/xtask/bundle/check-deb.sh"));
        command::run(script.arg(deb).arg(suite).arg(&folder))?;
    }
    println!("The pictures are in {}", folder.display());
    Ok(ExitCode::SUCCESS)
}

/// The installers of a format, newest last.
fn installers(places: &Places, format: &str) -> Result<Vec<PathBuf>> {
    let folder = places.target.join("release/bundle").join(format);
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .with_context(|| format!("there is no installer in {}", folder.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(format)))
        .collect();
    files.sort_by_key(|path| fs::metadata(path).and_then(|data| data.modified()).ok());
    Ok(files)
}

#[allow(clippy::cast_precision_loss)] // No installer has more bytes than a float counts.
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// What goes into the installer beside the programs.
struct Stage {
    folder: PathBuf,
}

impl Stage {
    fn fill(places: &Places) -> Result<Self> {
        let folder = places.target.join("bundle/stage");
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("could not clear {}", folder.display()))?;
        }
        fs::create_dir_all(folder.join("licences"))?;
        let stage = Self { folder };
        copy(&model_folder(places), &stage.folder.join(crate::setup::MODEL_FOLDER), &NOT_OF_THE_MODEL)?;
        copy(&runtime_folder(places), &stage.folder.join(crate::setup::RUNTIME_FOLDER), &[".stamp"])?;
        stage.write_what_the_command_prints(places)?;
        stage.write_licences(places)?;
        Ok(stage)
    }

    /// Writes the manual page and the completions into the bundle.
    fn write_what_the_command_prints(&self, places: &Places) -> Result<()> {
        let foreword = places.target.join("release/foreword").with_extension(std::env::consts::EXE_EXTENSION);
        for (arguments, file) in [
            (["man", ""], "foreword.1"),
            (["completions", "bash"], "foreword.bash"),
            (["completions", "zsh"], "_foreword"),
            (["completions", "fish"], "foreword.fish"),
        ] {
            let arguments = arguments.iter().filter(|word| !word.is_empty());
            let printed = command::output(Command::new(&foreword).args(arguments))
                .with_context(|| format!("{} did not print {file}", foreword.display()))?;
            fs::write(self.folder.join(file), printed + "\n")?;
        }
        if cfg!(target_os = "linux") {
            command::run(Command::new("gzip").args(["-9nf"]).arg(self.folder.join("foreword.1")))?;
        }
        Ok(())
    }

    /// The licences of everything inside, and the list of it.
    fn write_licences(&self, places: &Places) -> Result<()> {
        let licences = self.folder.join("licences");
        fs::copy(places.root.join("LICENSE"), licences.join("Foreword.txt"))?;
        fs::copy(places.root.join("ui/dist/licences.md"), licences.join("window.md"))
            .context("the pages were built without the list of their licences")?;
        for font in ["inter", "source-serif-4"] {
            let licence = places.root.join("ui/node_modules/@fontsource-variable").join(font).join("LICENSE");
            fs::copy(&licence, licences.join(format!("font-{font}.txt")))
                .with_context(|| format!("could not copy {}", licence.display()))?;
        }
        let mut about = tool(places, CARGO_ABOUT)?;
        about.args(["about", "generate", "--workspace", "--locked", "--config"]);
        about.arg(places.root.join("packaging/about.toml")).arg("--output-file").arg(licences.join("crates.html"));
        command::run(about.arg(places.root.join("packaging/about.hbs")))?;
        let mut list = tool(places, CARGO_CYCLONEDX)?;
        list.args([
            "cyclonedx",
            "--format",
            "json",
            "--override-filename",
            SBOM.trim_end_matches(".json"),
            "--manifest-path",
        ]);
        command::run(list.arg(places.root.join("src-tauri/Cargo.toml")))?;
        // One is written beside the manifest of every crate of the workspace; the two programs' are wanted.
        for (package, name) in [("src-tauri", "sbom.cdx.json"), ("src-tauri/crates/cli", "sbom-command.cdx.json")] {
            let written = places.root.join(package).join(SBOM);
            fs::copy(&written, self.folder.join(name)).context("the list of what is inside was not written")?;
        }
        for folder in ["src-tauri", "src-tauri/crates", "tests"].map(|folder| places.root.join(folder)) {
            let inner = fs::read_dir(&folder)?.filter_map(|entry| Some(entry.ok()?.path()));
            for written in inner.chain([folder.clone()]).map(|folder| folder.join(SBOM)).filter(|file| file.is_file()) {
                fs::remove_file(&written)?;
            }
        }
        Ok(())
    }

    /// What Tauri's bundler is told beside `tauri.conf.json`.
    fn configuration(&self, places: &Places) -> Value {
        let from = |name: &str| self.folder.join(name).display().to_string();
        let release = places.target.join("release");
        let command = release.join("foreword").with_extension(std::env::consts::EXE_EXTENSION).display().to_string();
        let mut resources = serde_json::Map::new();
        for name in ["models", crate::setup::RUNTIME_FOLDER, "licences", "sbom.cdx.json", "sbom-command.cdx.json"] {
            resources.insert(from(name), json!(name));
        }
        let mut bundle = json!({ "resources": resources });
        if cfg!(target_os = "linux") {
            let files = json!({
                "/usr/bin/foreword": command,
                "/usr/share/man/man1/foreword.1.gz": from("foreword.1.gz"),
                "/usr/share/bash-completion/completions/foreword": from("foreword.bash"),
                "/usr/share/zsh/vendor-completions/_foreword": from("_foreword"),
                "/usr/share/fish/vendor_completions.d/foreword.fish": from("foreword.fish"),
                "/usr/share/doc/foreword/copyright": places.root.join("packaging/deb/copyright").display().to_string(),
            });
            bundle["linux"] =
                json!({ "deb": { "files": files }, "appimage": { "files": { "/usr/bin/foreword": command } } });
        } else {
            bundle["resources"][&command] = json!("foreword");
        }
        // The signature names the version, so that an old file cannot be offered under a new number.
        if std::env::var_os("TAURI_SIGNING_PRIVATE_KEY").is_some_and(|key| !key.is_empty()) {
            bundle["createUpdaterArtifacts"] = json!(true);
        }
        json!({ "bundle": bundle })
    }
}

/// A tool from crates.io, installed once beside the other downloads.
fn tool(places: &Places, Tool { name, version, features }: Tool) -> Result<Command> {
    let folder = places.cache.join(format!("{name}-{version}"));
    let binary = folder.join("bin").join(name).with_extension(std::env::consts::EXE_EXTENSION);
    if !binary.is_file() {
        eprintln!("Compiling {name} {version} into {}", folder.display());
        let mut cargo = places.cargo();
        cargo.args(["install", name, "--locked", "--version", version]).args(features).arg("--root").arg(&folder);
        command::run(cargo.env("CARGO_TARGET_DIR", places.target.join(name)))?;
    }
    let mut tool = Command::new(binary);
    tool.current_dir(&places.root);
    Ok(tool)
}

/// Copies a folder's files, without those named.
fn copy(from: &Path, to: &Path, without: &[&str]) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("could not make {}", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("could not list {}", from.display()))? {
        let entry = entry?;
        let name = entry.file_name();
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to.join(name), without)?;
        } else if without.iter().all(|left_out| name != *left_out) {
            fs::copy(entry.path(), to.join(name))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_copied_without_what_is_named() {
        let base = tempfile::tempdir().unwrap();
        let from = base.path().join("from");
        fs::create_dir_all(from.join("inner")).unwrap();
        for file in ["kept", "model.onnx", "inner/kept", "inner/.stamp"] {
            fs::write(from.join(file), "").unwrap();
        }
        let to = base.path().join("to");
        copy(&from, &to, &["model.onnx", ".stamp"]).unwrap();
        let is_there = |file: &str| to.join(file).is_file();
        assert!(is_there("kept") && is_there("inner/kept"));
        assert!(!is_there("model.onnx") && !is_there("inner/.stamp"));
    }
}
