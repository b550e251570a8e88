//! The set-up: what a fresh machine lacks, in the order in which one thing needs the other.
//!
//! Each step looks first and does nothing where nothing is missing. Downloads are pinned by hash and go through the ordinary clients
//! of apt, pip and npm, so that mirrors and proxies configured there are used.

mod folder;
pub mod model;
mod node;
mod packages;
mod python;
mod requirements;
mod runtime;

pub use model::FOLDER as MODEL_FOLDER;
pub use node::Node;
pub use runtime::FOLDER as RUNTIME_FOLDER;

use std::fs::{File, TryLockError};
use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::places::Places;
use python::Python;

/// What a chore is about to do; each needs all that the ones before it need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// Compile what has no window.
    Build,
    /// Run what was compiled: the model and its runtime.
    Run,
    /// Compile and run the window: its libraries, and Node, which builds its pages.
    Window,
    /// Make an installer: Tauri's bundler.
    Bundle,
    /// Test it: browsers, a screen, a keychain, and HubSpot's own client.
    Test,
}

/// What the set-up found or made and a chore calls by hand.
#[derive(Debug)]
pub struct Tools {
    /// The Node that was found or set up; none where the purpose asks for none.
    pub node: Option<Node>,
}

impl Tools {
    /// The Node that was set up; fails for a chore that did not ask for it.
    pub fn node(&self) -> Result<&Node> {
        self.node.as_ref().context("Node was not set up")
    }
}

/// Sees to it that everything `purpose` needs is there. Asks for `sudo` if system packages are missing.
pub fn prepare(places: &Places, purpose: Purpose) -> Result<Tools> {
    if packages::has_apt() {
        packages::install_missing(purpose)?;
    } else {
        requirements::check(places, purpose)?;
    }
    if purpose < Purpose::Run {
        return Ok(Tools { node: None });
    }

    let _lock = lock(places)?;
    let python = Python::new(places);
    if cfg!(target_os = "linux") {
        runtime::install(places, &python)?;
        model::install(places, &python)?;
    }
    if purpose < Purpose::Window {
        return Ok(Tools { node: None });
    }

    let node = Node::find_or_install(places, &python)?;
    node.install_packages(places, purpose)?;
    Ok(Tools { node: Some(node) })
}

/// Where the embedding model lies once it is set up.
pub fn model_folder(places: &Places) -> PathBuf {
    places.cache.join(model::FOLDER)
}

/// The folder of ONNX Runtime once it is set up.
pub fn runtime_folder(places: &Places) -> PathBuf {
    places.cache.join(runtime::FOLDER)
}

/// Keeps two set-ups from working in the same folders. The lock ends with the process that holds it, however it ends.
fn lock(places: &Places) -> Result<File> {
    let folder = places.cache.join("setup");
    std::fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
    let file = File::create(folder.join("lock"))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            eprintln!("Another set-up is at work; waiting for it.");
            file.lock()?;
        }
        Err(TryLockError::Error(error)) => return Err(error.into()),
    }
    Ok(file)
}
