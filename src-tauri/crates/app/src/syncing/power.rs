//! Whether the machine runs on its battery, so that long work can leave it some.

use std::{fs, path::Path};

/// Whether a battery is being emptied. Told by Linux's power supplies; elsewhere it is not known, and the answer is no.
pub(crate) fn on_battery() -> bool {
    is_discharging(Path::new("/sys/class/power_supply"))
}

fn is_discharging(supplies: &Path) -> bool {
    let says = |supply: &Path, name: &str, value: &str| {
        fs::read_to_string(supply.join(name)).is_ok_and(|text| text.trim().eq_ignore_ascii_case(value))
    };
    let Ok(entries) = fs::read_dir(supplies) else { return false };
    entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .any(|supply| says(&supply, "type", "Battery") && says(&supply, "status", "Discharging"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_battery_that_empties_counts() {
        let dir = tempfile::tempdir().unwrap();
        let supply = |name: &str, kind: &str, status: &str| {
            let folder = dir.path().join(name);
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("type"), kind).unwrap();
            fs::write(folder.join("status"), status).unwrap();
        };
        assert!(!is_discharging(&dir.path().join("none")));
        supply("AC", "Mains\n", "Discharging\n");
        supply("BAT0", "Battery\n", "Charging\n");
        assert!(!is_discharging(dir.path()));
        supply("BAT1", "Battery\n", "Discharging\n");
        assert!(is_discharging(dir.path()));
    }
}
