#!/usr/bin/env bash
# Installs the Debian or Ubuntu packages the kiosk needs and that are missing.
#
#   ./bootstrap.sh          install, as root or through sudo without a password
#   ./bootstrap.sh --check  only tell what is missing
#
# Where neither is possible it prints the command to type and goes on, since
# everything but the named part still works.
set -euo pipefail

# One package a line: name, then what it is for.
packages=$(sed 's/#.*//; /^\s*$/d' <<'LIST'
build-essential          # compiles pyscard, the only package without a wheel
swig                     # the same
libpcsclite-dev          # the same
python3-dev              # the same
python3-venv             # the virtual environment
pcscd                    # card readers
vsmartcard-vpcd          # the virtual card reader of demonstration and tests
cups-ipp-utils           # the IPP printer program of demonstration and tests
cups-daemon              # the print queue of the tests, the second way to a printer
cups-client              # which is set up by this
cups-filters             # and converts pages by these
dbus                     # which that printer program asks for
xvfb                     # a virtual screen where there is none
xauth                    # the same
poppler-utils            # pdftotext and pdfsig, the tests' second opinion
chromium                 # opens the pages of the centre, in the tests
qpdf                     # the same
mupdf-tools              # the same
openssl                  # checks a seal by hand, in the tests
softhsm2                 # a token for the seal's key, in the tests
systemd                  # checks the units of the package, in the tests
swtpm                    # a security chip in software, for the tests
tpm2-tools               # how the terminal talks to its security chip
prometheus               # reads the centre's metrics, in the tests
postgresql               # a city's database, in the tests beside SQLite
espeak-ng                # reads the screens aloud
at-spi2-core             # the bus of assistive technology, in the tests
gir1.2-atspi-2.0         # its client library, as screen readers use it, in the tests
python3-gi               # the same
alsa-utils               # plays the tones and the voice
libegl1                  # Qt
libgl1                   # Qt
libxkbcommon-x11-0       # Qt
libxcb-cursor0           # Qt
libxcb-icccm4            # Qt
libxcb-image0            # Qt
libxcb-keysyms1          # Qt
libxcb-randr0            # Qt
libxcb-render-util0      # Qt
libxcb-shape0            # Qt
libxcb-xinerama0         # Qt
libxcb-xkb1              # Qt
libdbus-1-3              # Qt
libfontconfig1           # Qt
LIST
)

missing=()
for package in $packages; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' \
        || missing+=("$package")
done

if [ ${#missing[@]} -eq 0 ]; then
    exit 0
fi
echo "system packages missing: ${missing[*]}"
if [ "${1:-}" = "--check" ]; then
    exit 1
fi

install="apt-get install -y -q --no-install-recommends ${missing[*]}"
if [ "$(id -u)" -eq 0 ]; then
    as_root=""
elif sudo -n true 2>/dev/null; then
    # sudo drops the caller's environment.
    as_root="sudo env DEBIAN_FRONTEND=noninteractive"
else
    echo "please type, once:  sudo apt-get update && sudo $install"
    exit 0
fi
export DEBIAN_FRONTEND=noninteractive
# One source that fails must not stop what the others have.
$as_root apt-get update -q || echo "package lists could not be refreshed"
# shellcheck disable=SC2086 - both are lists of words
$as_root $install
