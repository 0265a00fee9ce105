# shellcheck shell=bash
# Which disk is meant, and what is on it. Sourced by the installer's guard and by first boot. Writes nothing.

say() { echo "hensteeth: $*" >&2; }

# The device of a disk told as by-id:LINK, serial:TEXT or size:largest|smallest. Fails unless it is exactly one.
find_disk() {
  local how=${1%%:*} what=${1#*:} found
  case $how in
    by-id) found=$(readlink -e "$what") || found= ;;
    serial) found=$(lsblk -dnpro NAME,SERIAL | awk -v serial="$what" '$2 == serial { print $1 }') ;;
    size)
      # The stick that the installer runs from is removable, or on USB.
      found=$(lsblk -dnbpro NAME,TYPE,SIZE,RM,RO,TRAN |
        awk '$2 == "disk" && $3 > 0 && $4 == 0 && $5 == 0 && $6 != "usb" { print $3, $1 }' | sort -n | cut -d' ' -f2)
      if [ "$what" = largest ]; then found=$(tail -n 1 <<<"$found"); else found=$(head -n 1 <<<"$found"); fi
      ;;
    *) found= ;;
  esac
  if [ -z "$found" ] || [ ! -b "$found" ]; then
    say "no disk is $1. Correct the disk in main.ts; this machine has:"
    lsblk -dpo NAME,SIZE,MODEL,SERIAL >&2 || true
    return 1
  fi
  echo "$found"
}

# What a disk is to a volume group: 'ours' when the group lies on it, 'elsewhere' when it lies on another disk,
# 'blank' when nothing at all is on it, 'foreign' when something is. Whatever cannot be read counts as foreign.
disk_state() {
  local disk=$1 group=$2 all on signs parts
  all=$(pvs --noheadings -o pv_name,vg_name) || { echo foreign; return; }
  on=$(awk -v group="$group" '$2 == group { print $1 }' <<<"$all")
  if [ -n "$on" ]; then
    while read -r pv; do
      if ! lsblk -nprso NAME "$pv" | grep -qxF "$disk"; then
        echo elsewhere
        return
      fi
    done <<<"$on"
    echo ours
    return
  fi
  signs=$(wipefs --noheadings "$disk") || { echo foreign; return; }
  parts=$(lsblk -nro NAME "$disk" | wc -l)
  if [ -z "$signs" ] && [ "$parts" -eq 1 ]; then echo blank; else echo foreign; fi
}

# What stands on a disk, for people.
show_disk() {
  lsblk -po NAME,SIZE,FSTYPE,LABEL "$1" >&2 || true
  wipefs "$1" >&2 || true
}
