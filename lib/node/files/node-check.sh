#!/bin/bash
# Says line by line whether this machine is the node it should be, and comes up by itself after a power cut. Changes nothing.
# Exit: 0 all is well, 1 something is not.
set -uo pipefail
root=${HENSTEETH_ROOT:-}
# shellcheck source=/dev/null
. "$root/etc/hensteeth/node.conf"
code=0

# line NAME FIX COMMAND...: one line of the answer.
line() {
  local name=$1 fix=$2
  shift 2
  if "$@" >/dev/null 2>&1; then
    echo "ok   $name"
  else
    code=1
    echo "not  $name"
    echo "     fix: $fix"
  fi
}

# The three below are called by line.
# shellcheck disable=SC2317
says() { "${@:2}" 2>/dev/null | grep -Eq -- "$1"; }
# shellcheck disable=SC2317
none() {
  local output
  output=$("${@:2}" 2>/dev/null) && ! grep -Eq -- "$1" <<<"$output"
}
# shellcheck disable=SC2317
mine() { [ -e "$root/var/lib/hensteeth/done" ]; }

line "first boot is done" "journalctl -u hensteeth-first-boot tells which step waits or fails" mine
line "time is synchronized" "systemctl status chrony; is the network up?" says '^NTPSynchronized=yes' timedatectl show
line "security updates are on" "systemctl enable --now unattended-upgrades" systemctl is-enabled unattended-upgrades
while read -r module; do
  line "kernel module $module" "modprobe $module" test -d "$root/sys/module/$module"
done <"$root/etc/modules-load.d/hensteeth.conf"
while read -r group _; do
  [ -z "$group" ] || line "volume group $group" "vgs; is its disk plugged in?" vgs "$group"
done <<<"$SYSTEM_GROUP
$DATA_GROUPS"
line "tailscaled starts by itself" "systemctl enable --now tailscaled" systemctl is-enabled tailscaled
line "tailscaled runs" "systemctl status tailscaled" systemctl is-active tailscaled
line "the tailnet is joined" "sudo hensteeth-join" tailscale status
line "microk8s is of $CHANNEL" "snap list microk8s; to change it is a new track, not a fix" says "[[:space:]]${CHANNEL}[[:space:]]" snap list microk8s
line "refreshes of microk8s are held" "snap refresh --hold=forever microk8s" says '[[:space:],]held([[:space:],]|$)' snap list microk8s
for service in kubelite containerd k8s-dqlite; do
  line "$service starts by itself" "snap start --enable microk8s" systemctl is-enabled "snap.microk8s.daemon-$service"
  line "$service runs" "journalctl -u snap.microk8s.daemon-$service" systemctl is-active "snap.microk8s.daemon-$service"
done
line "Kubernetes answers" "microk8s inspect" says '^ok$' microk8s kubectl get --raw /readyz
line "the node is ready" "microk8s kubectl describe node $NODE" says '^True$' \
  microk8s kubectl get node "$NODE" -o 'jsonpath={.status.conditions[?(@.type=="Ready")].status}'
line "hostpath-storage is off" "microk8s disable hostpath-storage: its class is a second default" \
  none microk8s-hostpath microk8s kubectl get storageclass -o name
line "the certificate names $TAILNET_NAME" "add it to csr.conf.template; microk8s refresh-certs -e server.crt" says "$TAILNET_NAME" \
  openssl x509 -noout -ext subjectAltName -in "$root/var/snap/microk8s/current/certs/server.crt"
line "the volumes are told whose they are" "systemctl enable --now hensteeth-tag.timer" systemctl is-active hensteeth-tag.timer
if systemctl is-enabled hensteeth-backup.timer >/dev/null 2>&1; then
  line "the last backup ended well" "sudo systemctl start hensteeth-backup@dbctl; journalctl -u hensteeth-backup@dbctl" \
    says '^hensteeth_backup_last_run_success 1$' cat "$root/var/lib/hensteeth/metrics/hensteeth-backup.prom"
fi
if [ -n "$UPS" ]; then
  line "the power supply answers" "upsc $UPS; systemctl status nut-monitor" upsc "$UPS" ups.status
fi
exit "$code"
