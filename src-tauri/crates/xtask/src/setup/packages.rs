//! System packages, where apt manages them: Debian and Ubuntu.

use std::collections::BTreeSet;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use super::Purpose;
use crate::command;

/// What compiling needs: a C compiler, SQLCipher's OpenSSL, pkg-config for the build scripts that look for it, and protoc, with the
/// well-known types that Debian packs apart, for LanceDB.
const FOR_BUILD: [&str; 5] = ["build-essential", "pkg-config", "libssl-dev", "protobuf-compiler", "libprotobuf-dev"];

/// What compiling the window needs besides: GTK's web view and the tray's library.
const FOR_WINDOW: [&str; 3] = ["libwebkit2gtk-4.1-dev", "libayatana-appindicator3-dev", "librsvg2-dev"];

/// The packages that fetching and exporting the model needs.
const FOR_SETUP: [&str; 3] = ["ca-certificates", "python3", "python3-venv"];

/// What tests need: a session bus and a real keychain on it; a browser for the components; for the real window a screen, a window
/// manager, somebody to press keys and WebKit's driver.
const FOR_TESTS: [&str; 9] =
    ["dbus", "gnome-keyring", "chromium", "xvfb", "openbox", "xdotool", "webkit2gtk-driver", "xauth", "imagemagick"];

/// Whether apt and dpkg manage this machine.
pub fn has_apt() -> bool {
    command::find("apt-get").is_some() && command::find("dpkg-query").is_some()
}

/// Installs the packages that are missing, as root or through sudo; without either says what to type.
pub fn install_missing(purpose: Purpose) -> Result<()> {
    let wanted = wanted(purpose);
    let missing = missing(&wanted, &installed(&wanted)?);
    if missing.is_empty() {
        return Ok(());
    }
    eprintln!("These system packages are missing and will be installed: {}", missing.join(", "));

    let by_hand = format!("apt-get update && apt-get install -y --no-install-recommends {}", missing.join(" "));
    if !is_root() && command::find("sudo").is_none() {
        bail!("installing system packages needs root, and there is no sudo. As root, run: {by_hand}");
    }
    let install: Vec<&str> = ["install", "-y", "--no-install-recommends"].into_iter().chain(missing).collect();
    command::run(&mut apt_get(&["update"]))
        .and_then(|()| command::run(&mut apt_get(&install)))
        .with_context(|| format!("the system packages could not be installed. As root, try: {by_hand}"))
}

fn wanted(purpose: Purpose) -> Vec<&'static str> {
    let mut packages = FOR_BUILD.to_vec();
    if Purpose::Run <= purpose {
        packages.extend(FOR_SETUP);
    }
    if Purpose::Window <= purpose {
        packages.extend(FOR_WINDOW);
    }
    if Purpose::Test <= purpose {
        packages.extend(FOR_TESTS);
    }
    packages
}

/// What dpkg says of `packages`: one line each, `name status`.
fn installed(packages: &[&str]) -> Result<String> {
    // dpkg-query fails as soon as it does not know one of the names, and still lists the others.
    let output = Command::new("dpkg-query")
        .args(["-W", "-f=${Package} ${Status}\\n"])
        .args(packages)
        .output()
        .context("could not ask dpkg-query which packages are installed")?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Those of `wanted` that `listing` does not show as installed. A package that was removed is listed with another status.
fn missing<'a>(wanted: &[&'a str], listing: &str) -> Vec<&'a str> {
    let installed: BTreeSet<&str> =
        listing.lines().filter_map(|line| line.strip_suffix(" install ok installed")).collect();
    wanted.iter().copied().filter(|package| !installed.contains(package)).collect()
}

fn apt_get(arguments: &[&str]) -> Command {
    // Through `env`, since sudo clears the environment.
    let frontend = "DEBIAN_FRONTEND=noninteractive";
    let mut command = if is_root() {
        let mut command = Command::new("env");
        command.args([frontend, "apt-get"]);
        command
    } else {
        let mut command = Command::new("sudo");
        command.args(["env", frontend, "apt-get"]);
        command
    };
    command.args(arguments);
    command
}

fn is_root() -> bool {
    command::output(Command::new("id").arg("-u")).is_some_and(|id| id == "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_dpkg_does_not_list_as_installed_is_missing() {
        let listing = "make install ok installed\nperl deinstall ok config-files\ndbus unknown ok not-installed\n";
        assert_eq!(
            missing(&["make", "perl", "dbus", "protobuf-compiler"], listing),
            ["perl", "dbus", "protobuf-compiler"]
        );
    }

    #[test]
    fn only_tests_need_a_keychain_and_only_the_window_gtk() {
        assert!(!wanted(Purpose::Run).contains(&"libwebkit2gtk-4.1-dev"));
        assert!(wanted(Purpose::Window).contains(&"libwebkit2gtk-4.1-dev"));
        assert!(!wanted(Purpose::Run).contains(&"gnome-keyring"));
        assert!(wanted(Purpose::Test).contains(&"gnome-keyring"));
    }
}
