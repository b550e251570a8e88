//! Which crate may depend on which. Reads `cargo metadata`; ARCHITECTURE.md draws the picture that this keeps true.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// The crates of the product with the crates of ours that each may depend on. A crate that is not listed may not depend on any; the
/// members below `tests/` may depend on all.
const ARROWS: [(&str, &[&str]); 24] = [
    ("desktop", &["app", "domain"]),
    ("cli", &["app", "domain", "mcp"]),
    ("mcp", &["app"]), // It hands requests over and answers back: what may be asked and said is decided in `app`.
    (
        "app",
        &[
            "calendar",
            "domain",
            "drafting",
            "embedding",
            "events",
            "hubspot",
            "hubspot-sim",
            "language",
            "llm",
            "outbox",
            "quantities",
            "recorders",
            "retrieval",
            "secrets",
            "shelf",
            "store",
            "sync",
            "transcript",
            "transport",
        ],
    ),
    ("drafting", &["domain", "facts", "grounding", "llm", "quantities", "retrieval", "store"]),
    ("llm", &["domain", "transport"]), // And `outbox` has no arrow to it: what a model says cannot reach a write.
    ("outbox", &["domain", "hubspot", "store"]),
    ("sync", &["domain", "hubspot", "shelf", "store"]), // One converter of HTML serves mails and pages.
    ("shelf", &["letters"]),
    ("transcript", &["letters", "quantities"]), // It reads the days in heads with the same eyes as `facts`.
    ("calendar", &[]),                          // Whose meeting is which record is matched above it.
    ("letters", &[]),
    ("language", &["domain"]),
    ("domain", &["letters"]), // What a person can see of a text is decided there.
    ("retrieval", &["domain", "embedding", "language", "store"]),
    ("store", &["domain", "language"]),
    ("hubspot", &["domain", "transport"]),
    ("recorders", &["transport"]), // What one gives is read by `transcript`, apart: here it is bytes.
    ("embedding", &["transport"]),
    ("events", &["domain"]), // What a rule starts is decided above: it knows no draft and no write.
    ("facts", &["domain", "language", "quantities"]),
    ("grounding", &["domain", "quantities"]), // It reads days and sums with the same eyes as `facts`.
    ("quantities", &[]),
    ("hubspot-sim", &["transport"]), // Not even `domain`: the same mistake could then hide on both sides.
];

/// Dependencies that only some crates may have.
const OWNERS: [(&str, &[&str]); 15] = [
    ("genai", &["llm"]),
    ("tauri", &["desktop"]),
    ("rmcp", &["mcp"]),
    ("rusqlite", &["store"]),
    ("lancedb", &["store"]),
    ("reqwest", &["embedding", "hubspot", "hubspot-sim", "llm", "recorders", "transport"]),
    ("fastembed", &["embedding"]),
    ("html2text", &["shelf"]),
    ("hayro-interpret", &["shelf"]),
    ("lopdf", &["shelf"]), // Only its tests.
    ("ort", &["embedding"]),
    ("rrule", &["calendar"]), // Only its tests.
    ("csv", &["transcript"]),
    ("quick-xml", &["transcript"]),
    ("zip", &["transcript"]),
];

/// What `domain` does without, so that it cannot do IO.
const NOT_IN_DOMAIN: [&str; 3] = ["tokio", "reqwest", "rusqlite"];

/// A crate of the workspace with what it depends on.
struct Member {
    /// Whether the crate lies below `tests/`.
    is_test: bool,
    /// Its normal dependencies; those for tests and build scripts are not part of the picture.
    dependencies: Vec<String>,
}

type Workspace = BTreeMap<String, Member>;

/// Reads what `cargo metadata --no-deps` prints.
fn read(metadata: &Value) -> Workspace {
    let packages = metadata["packages"].as_array().expect("a list of packages");
    let text = |value: &Value| value.as_str().expect("a string").to_owned();
    let root = text(&metadata["workspace_root"]);
    packages
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"].as_array().expect("a list of dependencies");
            let member = Member {
                is_test: Path::new(&text(&package["manifest_path"])).starts_with(Path::new(&root).join("tests")),
                dependencies: dependencies
                    .iter()
                    .filter(|dependency| dependency["kind"].is_null())
                    .map(|dependency| text(&dependency["name"]))
                    .collect(),
            };
            (text(&package["name"]), member)
        })
        .collect()
}

/// One line for each dependency that should not be.
fn forbidden(workspace: &Workspace) -> Vec<String> {
    let arrows = BTreeMap::from(ARROWS);
    let owners = BTreeMap::from(OWNERS);
    let mut found = Vec::new();
    for (name, member) in workspace.iter().filter(|(_, member)| !member.is_test) {
        let allowed = arrows.get(name.as_str()).copied().unwrap_or_default();
        for dependency in &member.dependencies {
            let dependency = dependency.as_str();
            if workspace.contains_key(dependency) && !allowed.contains(&dependency) {
                found.push(format!("{name} must not depend on {dependency}"));
            }
            if let Some(owners) = owners.get(dependency).filter(|owners| !owners.contains(&name.as_str())) {
                found.push(format!("{name} must not depend on {dependency}: that is for {}", owners.join(" and ")));
            }
            if name == "domain" && NOT_IN_DOMAIN.contains(&dependency) {
                found.push(format!("domain does no IO, so it does without {dependency}"));
            }
        }
    }
    found
}

#[test]
fn no_crate_depends_on_what_it_must_not_know() {
    // Asked at run time: a checkout that has moved keeps its built tests.
    let here = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs the tests");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version=1", "--no-deps", "--offline"])
        .current_dir(here)
        .output()
        .expect("cargo starts");
    let workspace = read(&serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON"));

    for (name, _) in ARROWS {
        assert!(workspace.contains_key(name), "{name} is gone: take it off the list of arrows");
    }
    assert_eq!(forbidden(&workspace), [""; 0]);
}

#[test]
fn a_forbidden_arrow_is_found() {
    let member = |is_test, dependencies: &[&str]| Member {
        is_test,
        dependencies: dependencies.iter().map(|name| (*name).to_owned()).collect(),
    };
    let workspace = Workspace::from([
        ("domain".to_owned(), member(false, &["serde", "tokio"])),
        ("store".to_owned(), member(false, &["domain", "rusqlite"])),
        ("cli".to_owned(), member(false, &["domain", "store", "rusqlite"])),
        ("secrets".to_owned(), member(false, &["domain"])),
        ("journeys".to_owned(), member(true, &["store", "reqwest"])),
    ]);
    assert_eq!(
        forbidden(&workspace),
        [
            "cli must not depend on store",
            "cli must not depend on rusqlite: that is for store",
            "domain does no IO, so it does without tokio",
            "secrets must not depend on domain",
        ]
    );
}
