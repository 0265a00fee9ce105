#!/bin/bash
# Runs in the installer before it may touch a disk. The installer's storage names no disk until this script has judged one and
# written its device into the file given; so without its consent the installation ends.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
# shellcheck source=/dev/null
. "$here/node.conf"
# shellcheck source=/dev/null
. "$here/disk.sh"
file=$1

refuse() {
  say "REFUSED, nothing was written: $*"
  exit 1
}

# Writes values, each "KEY NAME VALUE", into the storage that the installer reads after this script. All of them, or none.
consent() {
  local key name value expressions=()
  while read -r key name value; do
    # The file also holds the text of this very script, which has no key in front of a name.
    grep -q "$key: HENSTEETH_$name\\b" "$file" || refuse "$file has no place for the $key of $name: it is not of this image."
    expressions+=(-e "s|$key: HENSTEETH_$name\\b|$key: $value|")
  done < <(printf '%s\n' "$@")
  sed "${expressions[@]}" "$file" >"$file.new"
  mv "$file.new" "$file"
}

# Device and bytes of a partition, by its number.
partition() {
  lsblk -nrpbo NAME,SIZE,TYPE "$disk" | awk -v disk="$disk" -v number="$1" '
    $3 == "part" { n = substr($1, length(disk) + 1); sub(/^p/, "", n); if (n == number) print $1, $2 }'
}

disk=$(find_disk "$SYSTEM_DISK") || refuse "the system disk was not found"
state=$(disk_state "$disk" "$SYSTEM_GROUP")
bytes=$(blockdev --getsize64 "$disk")
need=$((NEED_GIB * 1024 * 1024 * 1024))
volumes() { lvs --noheadings -o lv_name "$SYSTEM_GROUP" | awk '{ print $1 }' | sort; }

case "$MODE $state" in
  "fresh blank")
    [ "$bytes" -ge "$need" ] ||
      refuse "$disk has $((bytes / 1024 / 1024 / 1024)) GiB, and root volume and volume group take $NEED_GIB. Make them smaller in main.ts."
    consent "path SYSTEM_DISK $disk"
    say "installing on the blank disk $disk"
    ;;
  "fresh ours")
    volumes >&2
    refuse "$disk holds the volume group $SYSTEM_GROUP with the volumes above. To keep them: npx hensteeth node image --reinstall."
    ;;
  "reinstall ours")
    read -r esp esp_bytes <<<"$(partition 1)" || true
    read -r boot boot_bytes <<<"$(partition 2)" || true
    read -r pv pv_bytes <<<"$(partition 3)" || true
    [ -n "$pv" ] ||
      refuse "$disk has not the three partitions that this project makes: EFI, boot, volume group."
    on=$(pvs --noheadings -o pv_name,vg_name | awk -v group="$SYSTEM_GROUP" '$2 == group { print $1 }')
    [ "$on" = "$pv" ] || refuse "$SYSTEM_GROUP lies on $on; expected on $pv alone."
    [ "$(blkid -p -o value -s TYPE "$esp")" = vfat ] || refuse "$esp is not an EFI partition."
    [ "$(blkid -p -o value -s TYPE "$boot")" = ext4 ] || refuse "$boot is not the boot partition that this project makes."
    root_bytes=$(lvs --noheadings --units b --nosuffix -o lv_size "$SYSTEM_GROUP/root" | tr -d ' ') || root_bytes=
    [ -n "$root_bytes" ] || refuse "$SYSTEM_GROUP has no volume 'root' to install on; it is made by hand: lvcreate -L ${ROOT_GIB}G -n root $SYSTEM_GROUP."
    consent "path SYSTEM_DISK $disk" "size ESP_BYTES $esp_bytes" "size BOOT_BYTES $boot_bytes" "size PV_BYTES $pv_bytes" \
      "size ROOT_BYTES $root_bytes"
    say "installing on $disk; of $SYSTEM_GROUP only the volume root is made new, and these are kept:"
    volumes | grep -vx root >&2 || true
    ;;
  *" elsewhere")
    refuse "the volume group $SYSTEM_GROUP lies on another disk than $disk. Correct the disk or the group's name in main.ts."
    ;;
  "reinstall "*)
    show_disk "$disk"
    refuse "$disk does not hold the volume group $SYSTEM_GROUP, so nothing can be kept. For a new disk: npx hensteeth node image, without --reinstall."
    ;;
  *)
    show_disk "$disk"
    refuse "$disk is not blank. If nothing on it is needed, empty it by hand, wipefs --all on each part and then on $disk, and start again."
    ;;
esac
