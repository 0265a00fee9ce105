#!/bin/bash
# Takes a one-time key of Tailscale, from a file or from what is typed, and lets first boot go on with it.
# The key is never an argument: those can be read by everybody on the machine.
set -euo pipefail
etc=${HENSTEETH_ROOT:-}/etc/hensteeth
if [ "${1:-}" = --help ]; then
  echo "usage: sudo hensteeth-join [FILE]"
  echo "  sudo hensteeth-join                       asks for the key"
  echo "  sudo hensteeth-join /media/tailscale.key  takes it from a file"
  exit 0
fi
if [ $# -gt 0 ]; then
  key=$(cat -- "$1")
else
  read -rsp "one-time key of Tailscale (not shown): " key
  echo
fi
key=${key//[[:space:]]/}
if [[ ! $key =~ ^tskey-auth-[A-Za-z0-9]+-[A-Za-z0-9]+$ ]]; then
  echo "this is not an auth key of Tailscale; expected tskey-auth-... Nothing was changed." >&2
  exit 1
fi
mkdir -p "$etc"
(umask 077 && printf '%s\n' "$key" >"$etc/tailscale.key.new")
mv "$etc/tailscale.key.new" "$etc/tailscale.key"
if [ -e "${HENSTEETH_ROOT:-}/var/lib/hensteeth/done" ]; then
  # First boot is over and stays so; a machine that was taken out of the tailnet joins it again.
  "${HENSTEETH_ROOT:-}/usr/local/sbin/hensteeth-first-boot" step tailscale-join
else
  systemctl restart hensteeth-first-boot
fi
systemctl start --no-block hensteeth-node-check
tailscale status
