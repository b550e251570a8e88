#!/bin/sh
# Tries a .deb the way a user meets it, in a clean Debian root without build tools: install, brief with the network cut, window, upgrade,
# removal. Each step is one function; the first that fails ends the run. Needs root, for chroot and network namespaces.
#
#   check-deb.sh FOREWORD.deb SUITE FOLDER
#
# SUITE is bookworm or trixie. FOLDER keeps the root between runs and gets pictures of the windows; the root is made anew if it is not whole.
set -eu

deb=$1
suite=$2
folder=$3
root=$folder/$suite
user=rep

say() { printf '\n== %s ==\n' "$1"; }
inside() { chroot "$root" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@"; }
# As an ordinary user, with no network but loopback.
offline() {
    unshare --net sh -c 'ip link set lo up 2>/dev/null || true; exec "$@"' offline \
        chroot --userspec=$user "$root" env -i HOME=/home/$user USER=$user LANG=C.UTF-8 PATH=/usr/bin:/bin "$@"
}
fail() { printf 'FAILED: %s\n' "$1" >&2; exit 1; }

make_root() {
    say "a clean $suite"
    if [ ! -f "$root/.whole" ]; then
        rm -rf "$root"
        debootstrap --variant=minbase "$suite" "$root"
        for certificates in /etc/ssl/certs/ca-certificates.crt; do
            mkdir -p "$root/etc/ssl/certs" && cp "$certificates" "$root/etc/ssl/certs/"
        done
        mount_root
        # Before the screen below, which brings a Python of its own.
        for tool in gcc cc rustc cargo node python3; do
            if inside sh -c "command -v $tool" >/dev/null; then fail "$tool is in the root"; fi
        done
        touch "$root/.whole"
    fi
    mount_root
    # Left over from an earlier run.
    inside apt-get remove -y --purge foreword >/dev/null 2>&1 || true
    inside userdel -r $user >/dev/null 2>&1 || true
    inside useradd -m -s /bin/sh $user
    inside apt-get update -qq
    # A screen and somebody to look at it; for the pictures only.
    inside apt-get install -y -qq --no-install-recommends xvfb xauth openbox xdotool imagemagick dbus dbus-x11 >/dev/null
}

mount_root() {
    for place in proc sys dev; do
        mountpoint -q "$root/$place" || mount --rbind "/$place" "$root/$place"
    done
    mkdir -p "$root/tmp" && chmod 1777 "$root/tmp"
}

unmount_root() {
    for place in proc sys dev; do
        if mountpoint -q "$root/$place"; then umount -R -l "$root/$place"; fi
    done
}

install() {
    say "install: $(stat -c %s "$deb") bytes"
    cp "$deb" "$root/tmp/foreword.deb"
    inside apt-get install -y -qq --no-install-recommends /tmp/foreword.deb >/dev/null
    for file in /usr/bin/foreword /usr/bin/foreword-app /usr/share/applications/Foreword.desktop /usr/share/man/man1/foreword.1.gz \
        /usr/share/bash-completion/completions/foreword /usr/lib/Foreword/licences/crates.html /usr/lib/Foreword/sbom.cdx.json; do
        [ -e "$root$file" ] || fail "$file is not there"
    done
    inside foreword --version
    if inside ldd /usr/bin/foreword /usr/bin/foreword-app | grep 'not found'; then fail 'a library is missing'; fi
}

brief_offline() {
    say 'a brief of the sample portal, network cut'
    start=$(date +%s)
    offline foreword --json demo >"$folder/$suite-demo.json" || fail 'the demo did not end well'
    echo "took $(($(date +%s) - start)) s"
    grep -q '"verified":true' "$folder/$suite-demo.json" || fail 'no verified line in the brief'
    # It ends with 1 here: there is no keychain in the root.
    offline foreword --json doctor >"$folder/$suite-doctor.json" || true
    grep -q '"name":"embedding","ok":true' "$folder/$suite-doctor.json" || fail 'the model does not answer'
}

window_offline() {
    say 'the window on the sample portal, network cut'
    offline sh -c '
        export WEBKIT_DISABLE_DMABUF_RENDERER=1 WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS=1
        exec xvfb-run --auto-servernum --server-args="-screen 0 1440x900x24" dbus-run-session -- sh -c "
            openbox & sleep 1
            foreword-app --sample --home /tmp/window-home & app=\$!
            for second in \$(seq 60); do
                sleep 1
                xdotool search --onlyvisible --name Foreword >/dev/null 2>&1 && break
            done
            xdotool search --onlyvisible --name Foreword || exit 1
            sleep 25
            import -window root /tmp/main.png
            xdotool key ctrl+alt+space
            sleep 3
            import -window root /tmp/brief.png
            kill \$app"' || fail 'the window did not open'
    mv "$root/tmp/main.png" "$folder/$suite-main.png"
    mv "$root/tmp/brief.png" "$folder/$suite-brief.png"
}

upgrade() {
    say 'upgrade over itself'
    rm -rf "$root/tmp/next" && dpkg-deb -R "$deb" "$root/tmp/next"
    sed -i 's/^Version: .*/&.1/' "$root/tmp/next/DEBIAN/control"
    dpkg-deb --root-owner-group -Znone -b "$root/tmp/next" "$root/tmp/next.deb" >/dev/null
    before=$(find "$root/home/$user" -name store.db | sort | xargs -r sha256sum | sort)
    inside apt-get install -y -qq --no-install-recommends /tmp/next.deb >/dev/null
    after=$(find "$root/home/$user" -name store.db | sort | xargs -r sha256sum | sort)
    [ -n "$before" ] && [ "$before" = "$after" ] || fail 'the upgrade touched the data'
    home=$(dirname "$(dirname "$(dirname "$(find "$root/home/$user" -name store.db | head -n 1)")")")
    offline foreword --home "${home#"$root"}" --json search 'security questionnaire' >"$folder/$suite-search.json"
    grep -q '"hits":\[{' "$folder/$suite-search.json" || fail 'what was synced before the upgrade is not found after it'
    rm -rf "$root/tmp/next" "$root/tmp/next.deb"
}

remove() {
    say 'removal'
    inside dpkg -L foreword | sort >"$folder/files"
    inside apt-get remove -y -qq --purge foreword >/dev/null
    while read -r file; do
        if [ -f "$root$file" ]; then fail "$file is still there"; fi
    done <"$folder/files"
    [ ! -e "$root/usr/lib/Foreword" ] || fail '/usr/lib/Foreword is still there'
    [ -n "$(find "$root/home/$user" -name store.db)" ] || fail "the user's data went with the package"
}

trap unmount_root EXIT
mkdir -p "$folder"
make_root
install
brief_offline
window_offline
upgrade
remove
say "all steps passed on $suite"
