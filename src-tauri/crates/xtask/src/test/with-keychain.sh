# Runs a command on a session bus with an unlocked keychain: sh with-keychain.sh COMMAND…
# Runs inside dbus-run-session; XDG_DATA_HOME and XDG_RUNTIME_DIR name empty folders, so that nobody's own keychain is touched.
set -eu
printf 'of no importance\n' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1

# The daemon goes to the background before it has its name on the bus.
tries=0
until dbus-send --session --print-reply --dest=org.freedesktop.DBus / \
    org.freedesktop.DBus.GetNameOwner string:org.freedesktop.secrets >/dev/null 2>&1; do
    tries=$((tries + 1))
    if [ "$tries" -ge 100 ]; then
        echo "gnome-keyring-daemon did not answer within ten seconds" >&2
        exit 1
    fi
    sleep 0.1
done
exec "$@"
