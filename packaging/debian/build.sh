#!/usr/bin/env bash
# Builds kiosk_VERSION_ARCH.deb: one directory with its own Python environment.
#
#   packaging/debian/build.sh [OUT]     OUT is a directory, ./build by default
#
# Needs what bootstrap.sh installs, and dpkg-deb. The package depends on Debian's
# Python; every Python package lies inside, pinned by hash in requirements.lock.
# The same version is written as kiosk-VERSION.tar.gz, which `centre software publish`
# offers to terminals that are set up already.
#
# With --layout the files are laid out and nothing is fetched, which shows what
# would go where.
set -euo pipefail
cd "$(dirname "$0")/../.."

is_layout=false
if [ "${1:-}" = "--layout" ]; then is_layout=true; shift; fi
out=${1:-build}
version=$(sed -n 's/^version = //p' setup.cfg)
architecture=$(dpkg --print-architecture)
root="$out/deb"
place="opt/kiosk/$version"

rm -rf "$root"
mkdir -p "$root/DEBIAN" "$root/$place" "$root/lib/systemd/system" \
    "$root/usr/share/doc/kiosk" "$root/usr/share/kiosk" "$root/usr/lib/kiosk" \
    "$root/etc/kiosk"

if ! $is_layout; then
    python3 -m venv --copies "$root/$place"
    "$root/$place/bin/pip" install -q --no-deps --require-hashes -r requirements.lock
    "$root/$place/bin/pip" install -q --no-deps .
    # The environment must run where it will be installed, not where it was built.
    grep -rlI "$PWD/$root" "$root/$place/bin" | while read -r file; do
        sed -i "s|$PWD/$root||g" "$file"
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
Depends: python3 (>= 3.11), pcscd, cage | xinit, libegl1, libgl1, libxkbcommon0, espeak-ng, alsa-utils, tpm2-tools
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

tar -C "$root/$place" --owner=0 --group=0 -czf "$out/kiosk-$version.tar.gz" .

dpkg-deb --root-owner-group --build "$root" "$out/kiosk_${version}_${architecture}.deb"
