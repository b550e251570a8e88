//! Which room of `app` may import from which, that no module of it depends on itself in a circle, and where HubSpot's property names may
//! stand. ARCHITECTURE.md draws the rooms.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};

/// The rooms of `app`, each with the rooms that it may import from. What lies in no room may be imported by all.
const ROOMS: [(&str, &[&str]); 10] = [
    ("portal", &[]),
    ("models", &["portal"]),
    ("reading", &["portal", "models"]),
    ("review", &["portal", "models", "reading"]),
    ("drafts", &["portal", "models", "reading", "review"]),
    ("syncing", &["portal", "models", "reading", "review"]),
    ("evals", &["portal", "models", "reading"]),
    ("automation", &["portal", "models", "reading", "review", "drafts", "syncing"]),
    ("programs", &["portal", "models", "reading", "review", "drafts"]),
    ("window", &["portal", "models", "reading", "review", "drafts", "syncing", "automation", "programs"]),
];

/// Crates in which HubSpot's property names may stand: the client, the simulator, and `domain` with its typed views.
const OWNERS: [&str; 3] = ["hubspot", "hubspot-sim", "domain"];
/// At how many places they may stand elsewhere.
const ELSEWHERE_MAX: usize = 20;
/// Property names that are words of other meanings too, such as the name of a type of record.
const ORDINARY: [&str; 11] =
    ["name", "email", "domain", "subject", "content", "company", "city", "country", "industry", "phone", "description"];

/// What a source file says: the paths below `crate` that it imports or names, and the texts in it. Tests are left out.
#[derive(Default)]
struct Said {
    paths: Vec<Vec<String>>,
    texts: Vec<String>,
}

impl Said {
    fn of(file: &Path) -> Self {
        let text = std::fs::read_to_string(file).expect("a source file is readable");
        let parsed = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let mut said = Self::default();
        said.visit_file(&parsed);
        said
    }

    fn use_tree(&mut self, tree: &syn::UseTree, mut above: Vec<String>) {
        match tree {
            syn::UseTree::Path(path) => {
                above.push(path.ident.to_string());
                self.use_tree(&path.tree, above);
            }
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.use_tree(tree, above.clone())),
            syn::UseTree::Name(name) => self.path(above, &name.ident),
            syn::UseTree::Rename(name) => self.path(above, &name.ident),
            syn::UseTree::Glob(_) => self.paths.push(above),
        }
    }

    fn path(&mut self, mut above: Vec<String>, last: &syn::Ident) {
        above.push(last.to_string());
        self.paths.push(above);
    }
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let is_cfg = attribute.path().is_ident("cfg");
        attribute.path().is_ident("test")
            || is_cfg && attribute.parse_args::<syn::Ident>().is_ok_and(|condition| condition == "test")
    })
}

impl<'ast> Visit<'ast> for Said {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if !is_test(&module.attrs) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        if !is_test(&function.attrs) {
            visit::visit_item_fn(self, function);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.use_tree(&item.tree, Vec::new());
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.paths.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        visit::visit_path(self, path);
    }

    fn visit_lit_str(&mut self, text: &'ast syn::LitStr) {
        self.texts.push(text.value());
    }

    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}
}

/// The Rust files below a folder.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder is readable").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            found.extend(sources(&entry));
        } else if entry.extension().is_some_and(|ending| ending == "rs") {
            found.push(entry);
        }
    }
    found.sort();
    found
}

fn crates() -> PathBuf {
    // Asked at run time: a checkout that has moved keeps its built tests.
    let here = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs the tests");
    Path::new(&here).parent().expect("a crate lies among others").to_owned()
}

/// The modules of `app` below their names, as in `drafts::note`, each with the modules that it depends on.
type Modules = BTreeMap<String, BTreeSet<String>>;

fn modules(root: &Path) -> Modules {
    let name = |file: &Path| {
        let below = file.strip_prefix(root).expect("it lies below").with_extension("");
        below.iter().map(|part| part.to_string_lossy().into_owned()).collect::<Vec<_>>().join("::")
    };
    let files: BTreeMap<String, PathBuf> =
        sources(root).into_iter().map(|file| (name(&file), file)).filter(|(name, _)| name != "lib").collect();
    let mut found = Modules::new();
    for (module, file) in &files {
        let mut depends = BTreeSet::new();
        for path in Said::of(file).paths.into_iter().filter(|path| path.first().is_some_and(|first| first == "crate")) {
            let named = (1..path.len()).rev().map(|end| path[1..=end].join("::")).find(|name| files.contains_key(name));
            depends.extend(named.filter(|other| other != module && !module.starts_with(&format!("{other}::"))));
        }
        found.insert(module.clone(), depends);
    }
    found
}

fn room_of(module: &str) -> Option<&str> {
    module.split_once("::").map(|(room, _)| room)
}

/// One line for each import that should not be.
fn forbidden(modules: &Modules) -> Vec<String> {
    let rooms = BTreeMap::from(ROOMS);
    let mut found = Vec::new();
    for (module, depends) in modules {
        for other in depends {
            let (from, to) = (room_of(module), room_of(other));
            let (Some(from), Some(to)) = (from, to) else {
                if from.is_none() && to.is_some() && !rooms.contains_key(module.as_str()) {
                    found.push(format!("{module} must not import from {other}: it lies in no room"));
                }
                continue;
            };
            if from != to && !rooms.get(from).is_some_and(|allowed| allowed.contains(&to)) {
                found.push(format!("{module} must not import from {other}"));
            }
        }
    }
    found
}

/// A circle among modules, if there is one.
fn circle(modules: &Modules) -> Option<Vec<String>> {
    fn walk(modules: &Modules, at: &str, way: &mut Vec<String>, done: &mut BTreeSet<String>) -> Option<Vec<String>> {
        if let Some(start) = way.iter().position(|module| module == at) {
            return Some(way[start..].to_vec());
        }
        if !done.insert(at.to_owned()) {
            return None;
        }
        way.push(at.to_owned());
        let found = modules.get(at)?.iter().find_map(|next| walk(modules, next, way, done));
        way.pop();
        found
    }
    let mut done = BTreeSet::new();
    modules.keys().find_map(|module| walk(modules, module, &mut Vec::new(), &mut done))
}

#[test]
fn rooms_import_only_from_rooms_below_and_nothing_goes_in_a_circle() {
    let modules = modules(&crates().join("app/src"));
    for (room, _) in ROOMS {
        assert!(modules.contains_key(room), "{room} is gone: take it off the list of rooms");
    }
    assert_eq!(forbidden(&modules), [""; 0]);
    assert_eq!(circle(&modules), None);
}

#[test]
fn a_forbidden_import_and_a_circle_are_found() {
    let module = |name: &str, depends: &[&str]| {
        (name.to_owned(), depends.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>())
    };
    let modules = Modules::from([
        module("error", &["portal::open"]),
        module("portal::open", &["error", "portal::lease"]),
        module("portal::lease", &["portal::socket"]),
        module("portal::socket", &["portal::open"]),
        module("review::approve", &["drafts::note"]),
        module("drafts::note", &["review::proposals"]),
    ]);
    assert_eq!(
        forbidden(&modules),
        [
            "error must not import from portal::open: it lies in no room",
            "review::approve must not import from drafts::note"
        ]
    );
    let found = circle(&modules).expect("there is a circle");
    assert!(found.contains(&"portal::open".to_owned()), "{found:?}");
}

#[test]
fn property_names_stand_with_their_owners() {
    let crates = crates();
    let named = Said::of(&crates.join("domain/src/property.rs"));
    // The names stand in a macro, whose tokens are read as they are.
    let text = std::fs::read_to_string(crates.join("domain/src/property.rs")).expect("the names are readable");
    let names: BTreeSet<&str> = text
        .lines()
        .filter_map(|line| line.trim().split_once(" = \"")?.1.strip_suffix("\";"))
        .filter(|name| !ORDINARY.contains(name))
        .collect();
    assert!(40 < names.len() && named.texts.is_empty(), "the names were not found");
    let mut elsewhere = Vec::new();
    for file in sources(&crates) {
        let below = file.strip_prefix(&crates).expect("it lies below");
        let mut parts = below.iter().map(|part| part.to_string_lossy().into_owned());
        let (owner, folder) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let is_test =
            folder != "src" || below.file_stem().is_some_and(|name| name.to_string_lossy().ends_with("tests"));
        if is_test || owner == "xtask" || OWNERS.contains(&owner.as_str()) {
            continue;
        }
        for text in Said::of(&file).texts.into_iter().filter(|text| names.contains(text.as_str())) {
            elsewhere.push(format!("{}: {text}", below.display()));
        }
    }
    assert!(elsewhere.len() < ELSEWHERE_MAX, "{} names outside their owners: {elsewhere:#?}", elsewhere.len());
}
