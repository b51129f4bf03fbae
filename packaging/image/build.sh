#!/usr/bin/env bash
# Builds the disk image of a terminal: Debian 12 with our package, its root only read.
#
#   packaging/image/build.sh KIOSK.deb OUT [SITE]
#
# As root, on Debian, with what `packages` below names. SITE is a directory that is laid
# over the root: /etc/nftables.conf, the city's network file and clock, and so on.
# Gives OUT/terminal.img, which `dd` writes to a disk that starts by UEFI:
#
#   1  EFI       kernel, first file system, and what kiosk-setup is told (it is FAT)
#   2  root      only read
#   3  versions  /opt/kiosk: the program's versions, written by root alone
#   4  state     store, settings, identity, credentials; `parted` grows it to the end
#
# No password, no login, no USB device but what docs/installation.md lets in. Each
# machine sets itself up at its first start: docs/installation.md, "An image".
set -euo pipefail
cd "$(dirname "$0")/../.."

deb=$(realpath "$1") out=$(realpath -m "$2") site=${3:+$(realpath "$3")}
mirror=${MIRROR:-http://deb.debian.org/debian}
packages="mmdebstrap systemd-boot-efi dosfstools mtools e2fsprogs fdisk"
for package in $packages; do
    dpkg-query -W "$package" >/dev/null 2>&1 || { echo "needs: $packages" >&2; exit 1; }
done

root="$out/root"
rm -rf "$root"; mkdir -p "$out"

# --- the system -----------------------------------------------------------------
system=systemd-sysv,udev,dbus,libpam-systemd,systemd-timesyncd,systemd-resolved
system+=,linux-image-amd64,initramfs-tools,e2fsprogs,kmod,iproute2,nftables,ca-certificates
mmdebstrap --quiet --mode=root --variant=minbase --include="$system" \
    bookworm "$root" \
    "deb $mirror bookworm main" "deb $mirror bookworm-updates main" \
    "deb $mirror-security bookworm-security main"
trap 'umount -q "$root/proc" "$root/sys" "$root/dev" || true' EXIT
for place in proc sys dev; do mount --bind "/$place" "$root/$place"; done
rm -f "$root/etc/resolv.conf"; cp /etc/resolv.conf "$root/etc/resolv.conf"
cp "$deb" "$root/tmp/kiosk.deb"
printf '#!/bin/sh\nexit 101\n' > "$root/usr/sbin/policy-rc.d"; chmod 755 "$root/usr/sbin/policy-rc.d"
DEBIAN_FRONTEND=noninteractive chroot "$root" \
    apt-get install -y -q --no-install-recommends /tmp/kiosk.deb cage
rm "$root/tmp/kiosk.deb" "$root/usr/sbin/policy-rc.d"

# --- as docs/installation.md says -------------------------------------------------
install -m 644 packaging/kiosk/70-kiosk-usb.rules "$root/etc/udev/rules.d/"
install -m 755 packaging/kiosk/nftables.conf "$root/etc/nftables.conf"
cp -r packaging/image/root/. "$root/"
if [ -n "$site" ]; then cp -r "$site/." "$root/"; fi
chroot "$root" systemctl -q enable nftables systemd-networkd systemd-resolved systemd-timesyncd
chroot "$root" systemctl -q enable kiosk kiosk-setup kiosk-update.timer kiosk-trial.timer kiosk-wish.path
chroot "$root" systemctl -q set-default graphical.target
chroot "$root" systemctl -q mask getty@.service serial-getty@.service getty.target
chroot "$root" passwd -q -l root
ln -sf ../run/systemd/resolve/stub-resolv.conf "$root/etc/resolv.conf"
echo terminal > "$root/etc/hostname"
# Each machine finds its own name, keys and identity at its first start.
: > "$root/etc/machine-id"
rm -f "$root"/etc/ssh/ssh_host_* "$root/var/lib/systemd/random-seed"
chroot "$root" update-initramfs -u -k all >/dev/null
chroot "$root" apt-get clean
rm -rf "$root"/var/lib/apt/lists/*
umount "$root/proc" "$root/sys" "$root/dev"; trap - EXIT

# --- the partitions ----------------------------------------------------------------
kernel=$(basename "$root"/boot/vmlinuz-*); first=$(basename "$root"/boot/initrd.img-*)
cp "$root/boot/$kernel" "$out/vmlinuz"; cp "$root/boot/$first" "$out/initrd.img"
rm -rf "$out/versions" "$out/state"
mv "$root/opt/kiosk" "$out/versions"; mkdir "$root/opt/kiosk"
# What is written at a machine starts out as the packages have left it.
mkdir -p "$out/state/credstore" "$root/etc/credstore.encrypted" "$root/efi"
mv "$root/var/lib/systemd" "$out/state/systemd"; mkdir "$root/var/lib/systemd"
mv "$root/etc/kiosk" "$out/state/settings"; mkdir "$root/etc/kiosk"
chmod 700 "$out/state/credstore"
owner=$(chroot "$root" id -u kiosk) group=$(chroot "$root" id -g kiosk)
install -d -m 700 -o "$owner" -g "$group" "$out/state/kiosk" "$out/state/settings/identity"
mkdir -p "$root/var/lib/kiosk"

file_system() { # label directory megabytes
    rm -f "$out/$1.ext4"
    mke2fs -q -t ext4 -L "kiosk-$1" -d "$2" "$out/$1.ext4" "$3M"
}
file_system root "$root" "${ROOT_MB:-4096}"
file_system versions "$out/versions" "${VERSIONS_MB:-6144}"
file_system state "$out/state" "${STATE_MB:-2048}"

truncate -s 256M "$out/efi.fat"
mkfs.vfat -n KIOSK-EFI "$out/efi.fat" >/dev/null
mmd -i "$out/efi.fat" ::/EFI ::/EFI/BOOT ::/loader ::/loader/entries
mcopy -i "$out/efi.fat" /usr/lib/systemd/boot/efi/systemd-bootx64.efi ::/EFI/BOOT/BOOTX64.EFI
mcopy -i "$out/efi.fat" "$out/vmlinuz" "$out/initrd.img" ::/
printf 'timeout 0\neditor no\n' | mcopy -i "$out/efi.fat" - ::/loader/loader.conf
options="root=LABEL=kiosk-root ro quiet rootwait usbcore.authorized_default=0 kernel.sysrq=0 panic=10"
printf 'title Terminal\nlinux /vmlinuz\ninitrd /initrd.img\noptions %s\n' "$options ${OPTIONS:-}" \
    | mcopy -i "$out/efi.fat" - ::/loader/entries/kiosk.conf

image="$out/terminal.img"; rm -f "$image"
table="label: gpt\n" offset=1 place=""
for part in efi.fat:U:efi root.ext4:L:root versions.ext4:L:versions state.ext4:L:state; do
    IFS=: read -r file kind name <<< "$part"
    size=$(($(stat -c %s "$out/$file") / 1048576))
    table+="start=${offset}MiB, size=${size}MiB, type=$kind, name=kiosk-$name\n"
    place+="$file $offset\n"; offset=$((offset + size))
done
truncate -s $((offset + 1))M "$image"
printf '%b' "$table" | sfdisk --quiet "$image"
printf '%b' "$place" | while read -r file at; do
    dd if="$out/$file" of="$image" bs=1M seek="$at" conv=notrunc,sparse status=none
done
echo "$image: $(du -h --apparent-size "$image" | cut -f1), of it written $(du -h "$image" | cut -f1)"
