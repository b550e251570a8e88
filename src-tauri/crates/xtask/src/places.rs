//! The folders a chore works in.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

/// Where the sources are, where downloads go, where cargo builds.
#[derive(Debug, Clone)]
pub struct Places {
    /// The root folder of the checkout.
    pub root: PathBuf,
    /// Foreword's cache folder. The `embedding` crate looks for the model and the runtime below it, by the same rule.
    pub cache: PathBuf,
    /// Cargo's target folder, for every build a chore starts.
    pub target: PathBuf,
}

impl Places {
    /// Finds the folders from the environment; fails where it does not say them.
    pub fn find() -> Result<Self> {
        // Cargo says at run time where this crate lies. The place it was built in is the second guess: the checkout may have moved.
        let manifest_dir = from_env("CARGO_MANIFEST_DIR").unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
        let root = manifest_dir
            .ancestors()
            .nth(3)
            .with_context(|| format!("{} is not where a checkout has this crate", manifest_dir.display()))?;
        let home = from_env("HOME")
            .or_else(|| from_env("USERPROFILE"))
            .context("neither HOME nor USERPROFILE says where your home folder is")?;
        let target = from_env("CARGO_TARGET_DIR").unwrap_or_else(|| home.join(".cache/foreword-target"));
        Ok(Self {
            root: root.to_owned(),
            cache: cache_base(&home).join("foreword"),
            // Children run in other folders than ours, so a relative path would mean another place to each.
            target: std::path::absolute(target)?,
        })
    }

    /// A program of the workspace, as the development build leaves it.
    pub fn binary(&self, name: &str) -> PathBuf {
        self.target.join("debug").join(name).with_extension(std::env::consts::EXE_EXTENSION)
    }

    /// Cargo, in the checkout, with our target folder.
    pub fn cargo(&self) -> Command {
        let mut cargo = Command::new(from_env("CARGO").unwrap_or_else(|| PathBuf::from("cargo")));
        cargo.current_dir(&self.root).env("CARGO_TARGET_DIR", &self.target);
        // Cargo described this crate to us in the environment. Build scripts that watch these variables (ring's does) would see other
        // values than in a build by hand, and half of the tree would be compiled again each time the two alternate.
        for (name, _) in std::env::vars_os().filter(|(name, _)| describes_a_package(name)) {
            cargo.env_remove(name);
        }
        cargo
    }
}

fn describes_a_package(variable: &OsStr) -> bool {
    const PREFIXES: [&str; 5] = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_", "CARGO_PRIMARY_"];
    let name = variable.to_string_lossy();
    PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

fn cache_base(home: &Path) -> PathBuf {
    if let Some(xdg) = from_env("XDG_CACHE_HOME") {
        xdg
    } else if cfg!(target_os = "macos") {
        home.join("Library/Caches")
    } else if cfg!(target_os = "windows") {
        from_env("LOCALAPPDATA").unwrap_or_else(|| home.to_owned())
    } else {
        home.join(".cache")
    }
}

fn from_env(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_is_not_told_about_this_crate() {
        let places = Places::find().unwrap();
        let cargo = places.cargo();
        let environment: Vec<_> = cargo.get_envs().collect();
        for variable in ["CARGO_PKG_NAME", "CARGO_MANIFEST_DIR"] {
            assert!(environment.contains(&(variable.as_ref(), None)), "{variable}");
        }
        assert!(!environment.contains(&("CARGO_HOME".as_ref(), None)));
    }

    #[test]
    fn the_checkout_is_where_the_workspace_is() {
        assert!(Places::find().unwrap().root.join("rust-toolchain.toml").is_file());
    }
}
