#!/bin/bash
# Makes the installed machine a node, in steps. A step that has ended well leaves a mark and is not run again; each one first looks
# at what is there, so that the run may be cut at any point and started again.
set -euo pipefail
root=${HENSTEETH_ROOT:-}
etc=$root/etc/hensteeth
state=$root/var/lib/hensteeth
# shellcheck source=/dev/null
. "$etc/node.conf"
# shellcheck source=/dev/null
. "$root/usr/local/lib/hensteeth/disk.sh"
WAITS=75

# Writes standard input to a file, whole or not at all.
write() {
  local mode=$1 file=$2
  mkdir -p "$(dirname "$file")"
  (umask 077 && cat >"$file.new")
  chmod "$mode" "$file.new"
  mv "$file.new" "$file"
}

# Takes a file from a stick with the label CIDATA or HENSTEETH into /etc/hensteeth, unless it is there.
from_stick() {
  local name=$1 label device
  [ ! -s "$etc/$name" ] || return 0
  for label in HENSTEETH CIDATA; do
    device=$(blkid -L "$label") || continue
    mkdir -p "$root/run/hensteeth/stick"
    mount -o ro "$device" "$root/run/hensteeth/stick" || continue
    if [ -s "$root/run/hensteeth/stick/$name" ]; then
      write 0600 "$etc/$name" <"$root/run/hensteeth/stick/$name"
      say "took $name from the stick; erase it there"
    fi
    umount "$root/run/hensteeth/stick"
    [ ! -s "$etc/$name" ] || return 0
  done
  return 1
}

# step modules: kernel modules that LVM and Kubernetes need
modules() {
  while read -r module; do modprobe "$module"; done <"$root/etc/modules-load.d/hensteeth.conf"
}

# step data-disks: volume groups on disks of their own; a disk that is not blank is left alone
data-disks() {
  local group disk
  while read -r group disk; do
    [ -n "$group" ] || continue
    disk=$(find_disk "$disk")
    case $(disk_state "$disk" "$group") in
      ours) ;;
      blank) vgcreate --yes "$group" "$disk" ;;
      elsewhere)
        say "the volume group $group lies on another disk than $disk. Correct the disk in main.ts and /etc/hensteeth/node.conf."
        return 1
        ;;
      *)
        show_disk "$disk"
        say "$disk is not blank, so no volume group $group was made. If nothing on it is needed, empty it: wipefs --all $disk."
        return 1
        ;;
    esac
  done <<<"$DATA_GROUPS"
}

# step tailscale-install: Tailscale from its own repository, whose key is compared with its fingerprint
tailscale-install() {
  local key=$root/usr/share/keyrings/tailscale-archive-keyring.gpg
  local url=https://pkgs.tailscale.com/stable/ubuntu/jammy
  if ! command -v tailscale >/dev/null; then
    curl -fsSL --retry 3 "$url.noarmor.gpg" | write 0644 "$key.unproved"
    if ! gpg --show-keys --with-colons "$key.unproved" | grep -q "^fpr:::::::::2596A99EAAB33821893C0A79458CA832957F5868:"; then
      say "the key of Tailscale's repository is not the one expected; nothing of it was installed"
      return 1
    fi
    mv "$key.unproved" "$key"
    echo "deb [signed-by=/usr/share/keyrings/tailscale-archive-keyring.gpg] https://pkgs.tailscale.com/stable/ubuntu jammy main" |
      write 0644 "$root/etc/apt/sources.list.d/tailscale.list"
    apt-get update
    DEBIAN_FRONTEND=noninteractive apt-get install -y tailscale
  fi
  systemctl enable --now tailscaled
}

# step tailscale-join: joins the tailnet with a one-time key, from /etc/hensteeth/tailscale.key or a stick, and destroys the key
tailscale-join() {
  if ! tailscale status >/dev/null 2>&1; then
    if ! from_stick tailscale.key; then
      say "waits for a key of Tailscale: type 'sudo hensteeth-join', or put tailscale.key on a stick with the label HENSTEETH"
      return "$WAITS"
    fi
    if ! tailscale up "--auth-key=file:$etc/tailscale.key" "--hostname=$NODE" --accept-dns=false --timeout=90s; then
      say "Tailscale did not take the key. If it is used up or expired, make a new one and type 'sudo hensteeth-join'."
      return 1
    fi
  fi
  [ ! -e "$etc/tailscale.key" ] || shred -u "$etc/tailscale.key"
}

# step microk8s-install: MicroK8s by snap, with the launch configuration that is there before it
microk8s-install() {
  local tracking
  if snap list microk8s >/dev/null 2>&1; then
    tracking=$(snap list microk8s | awk '$1 == "microk8s" { print $4 }')
    if [ "$tracking" != "$CHANNEL" ]; then
      say "microk8s is installed from $tracking; expected $CHANNEL. Nothing was changed: a cluster does not go back."
      return 1
    fi
    return 0
  fi
  if [ ! -s "$root/etc/microk8s.yaml" ]; then
    say "the launch configuration /etc/microk8s.yaml is missing: it counts only before the installation"
    return 1
  fi
  snap install microk8s --classic "--channel=$CHANNEL"
}

# step microk8s-hold: no refresh of MicroK8s but by hand
microk8s-hold() {
  snap refresh --hold=forever microk8s
}

# step microk8s-ready: waits until Kubernetes answers
microk8s-ready() {
  microk8s status --wait-ready --timeout 600
}

# step node-program: Node by snap, which the program for tags and backups runs on; and Google's key for backups from a stick, if it is there
node-program() {
  snap list node >/dev/null 2>&1 || snap install node --classic --channel=20/stable
  from_stick backup-account.json || true
}

# step user: the owner may use microk8s without sudo
user() {
  usermod -aG microk8s "$USER_NAME"
}

# step ups: the client of the power supply, once its password is there
ups() {
  [ -n "$UPS" ] || return 0
  if ! from_stick ups.password; then
    say "waits for the password of $UPS: write it to /etc/hensteeth/ups.password, or put ups.password on a stick with the label HENSTEETH"
    return "$WAITS"
  fi
  write 0640 "$root/etc/nut/upsmon.conf" <<END
MONITOR $UPS 1 $UPS_USER "$(sed -e 's/[\\"]/\\&/g' "$etc/ups.password")" slave
MINSUPPLIES 1
SHUTDOWNCMD "/usr/local/sbin/hensteeth-power-off"
POLLFREQ 5
POLLFREQALERT 5
HOSTSYNC 15
DEADTIME 15
FINALDELAY 5
RBWARNTIME 43200
NOCOMMWARNTIME 300
RUN_AS_USER nut
END
  chgrp nut "$root/etc/nut/upsmon.conf"
  echo MODE=netclient | write 0644 "$root/etc/nut/nut.conf"
  systemctl enable nut-monitor
  systemctl restart nut-monitor
}

STEPS="modules data-disks tailscale-install tailscale-join microk8s-install microk8s-hold microk8s-ready node-program user ups"

# A step is a process of its own, in which the first command that fails ends it.
if [ "${1:-}" = step ]; then
  "$2"
  exit
fi

mkdir -p "$root/run"
exec 9>"$root/run/hensteeth-first-boot.lock"
flock -n 9 || { say "is running already"; exit 0; }
mkdir -p "$state/steps"
waits=0
for step in $STEPS; do
  [ ! -e "$state/steps/$step" ] || continue
  say "step $step"
  code=0
  bash "$0" step "$step" 9>&- || code=$?
  if [ "$code" -eq "$WAITS" ]; then
    waits=1
    continue
  fi
  if [ "$code" -ne 0 ]; then
    say "step $step failed ($code); it is tried again in a minute, and after each start"
    exit 1
  fi
  : >"$state/steps/$step"
  sync "$state/steps/$step" "$state/steps"
done
if [ "$waits" -ne 0 ]; then
  say "all is done but what waits, said above"
  exit "$WAITS"
fi
: >"$state/done"
say "all steps are done; hensteeth-node-check tells how the node is"
