#!/usr/bin/env bash
# Builds kiosk_VERSION_ARCH.deb: one directory with its own Python environment.
#
#   packaging/debian/build.sh [OUT]     OUT is a directory, ./build by default
#
# Needs what bootstrap.sh installs, dpkg-deb, and the fonts that `make setup` fetches.
# The package depends on Debian's Python of this machine; every Python package that
# runs lies inside, pinned by hash in requirements.lock, and none of the tests' tools.
# The same version is written as kiosk-VERSION.tar.gz, which `centre software publish`
# offers to terminals that are set up already.
#
# With --layout the files are laid out and nothing is fetched, which shows what
# would go where. With QUICK=1 little is spent on packing, which makes larger files.
set -euo pipefail
cd "$(dirname "$0")/../.."

is_layout=false
if [ "${1:-}" = "--layout" ]; then is_layout=true; shift; fi
out=$(realpath -m "${1:-build}")
python=/usr/bin/python3  # Debian's own: another one's library is not on the terminal.
packing=(-Zxz) squeeze=-6
if [ "${QUICK:-}" = 1 ]; then packing=(-Zgzip -z1) squeeze=-1; fi
version=$(sed -n 's/^version = //p' setup.cfg)
architecture=$(dpkg --print-architecture)
series=$("$python" -c 'import sys; a, b = sys.version_info[:2]
print(f"python3 (>= {a}.{b}), python3 (<< {a}.{b + 1})")')
# What Qt, OpenCV and the card reader's library link to and do not bring.
libraries="libdbus-1-3, libegl1, libfontconfig1, libfreetype6, libgl1, libglib2.0-0"
libraries+=", libpcsclite1, libstdc++6, libsystemd0, libwayland-client0, libwayland-cursor0"
libraries+=", libwayland-egl1, libx11-6, libx11-xcb1, libxcb-cursor0, libxcb-icccm4, libxcb-image0"
libraries+=", libxcb-keysyms1, libxcb-randr0, libxcb-render-util0, libxcb-shape0, libxcb-shm0"
libraries+=", libxcb-sync1, libxcb-util1, libxcb-xfixes0, libxcb-xinerama0, libxcb-xkb1"
libraries+=", libxkbcommon-x11-0, libxkbcommon0"
root="$out/deb"
place="opt/kiosk/$version"

rm -rf "$root"
mkdir -p "$root/DEBIAN" "$root/$place" "$root/lib/systemd/system" \
    "$root/usr/share/doc/kiosk" "$root/usr/share/kiosk" "$root/usr/lib/kiosk" \
    "$root/etc/kiosk"

if ! $is_layout; then
    bash assets/fonts/fetch.sh
    "$python" packaging/debian/runtime_lock.py > "$out/runtime.lock"
    "$python" -m venv --copies "$root/$place"
    "$root/$place/bin/pip" install -q --no-deps --require-hashes -r "$out/runtime.lock"
    "$root/$place/bin/pip" install -q --no-deps .
    # Nothing is ever installed into a version at a terminal.
    "$root/$place/bin/pip" uninstall -q -y pip
    # The environment must run where it will be installed, not where it was built.
    grep -rlI "$root" "$root/$place/bin" "$root/$place/pyvenv.cfg" | while read -r file; do
        sed -i "s|$root||g" "$file"
    done
fi

cp packaging/systemd/*.service packaging/systemd/*.timer packaging/systemd/*.path "$root/lib/systemd/system/"
# Outside every version: what decides on the way back must not come with what failed.
cp offline_cache/trial.py "$root/usr/lib/kiosk/kiosk-trial"
cp packaging/kiosk/* "$root/usr/share/kiosk/"
cp docs/*.md "$root/usr/share/doc/kiosk/"

cat > "$root/DEBIAN/control" <<CONTROL
Package: kiosk
Version: $version
Architecture: $architecture
Maintainer: Kiosk maintainers <kiosk@example.org>
Depends: $series, adduser, pcscd, cage | xinit, seatd | xinit, xwayland | xinit, espeak-ng, alsa-utils, tpm2-tools, $libraries
Recommends: usbguard, nftables, systemd-timesyncd
Section: misc
Priority: optional
Description: Social-insurance self-service terminal and its centre
 The terminal (kiosk) and the central system (centre), with their own Python
 environment under /opt/kiosk and systemd units with a watchdog.
CONTROL

cat > "$root/DEBIAN/postinst" <<'POSTINST'
#!/bin/sh
# The new version becomes the current one in a single step; the old one stays, and
# `ln -sfn /opt/kiosk/OLD /opt/kiosk/current` goes back to it.
set -e
for name in kiosk centre; do
    getent passwd "$name" >/dev/null || \
        adduser --system --group --home "/var/lib/$name" --no-create-home "$name"
done
version=$(dpkg-query -W -f='${Version}' kiosk)
ln -sfn "/opt/kiosk/$version" /opt/kiosk/next
mv -T /opt/kiosk/next /opt/kiosk/current
systemctl daemon-reload >/dev/null 2>&1 || true
POSTINST
chmod 755 "$root/DEBIAN/postinst"

tar -C "$root/$place" --owner=0 --group=0 -c . | gzip "$squeeze" > "$out/kiosk-$version.tar.gz"

dpkg-deb --root-owner-group "${packing[@]}" --build "$root" "$out/kiosk_${version}_${architecture}.deb"
