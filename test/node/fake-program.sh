#!/bin/bash
# A FAKE of every outside program that first boot calls; it is linked under their names. It records each call, keeps the effects as
# files, and lets one call go wrong: $FAKE/plan holds "NUMBER fail", "NUMBER cut" (all is killed before the effect) or
# "NUMBER cut-after" (killed after it).
set -u
name=${0##*/}
state=$FAKE/state
read -r number <"$FAKE/count"
number=$((number + 1))
echo "$number" >"$FAKE/count"
call="$name $*"
read -r planned how <"$FAKE/plan"
cut() { kill -9 0; }

# An effect that must happen once: a second time is told as a mistake.
once() {
  [ ! -e "$state/$1" ] || echo "TWICE $call" >>"$FAKE/calls"
  : >"$state/$1"
}

echo "$call" >>"$FAKE/calls"
if [ "$number" = "$planned" ]; then
  case $how in
    fail) exit 1 ;;
    cut) cut ;;
  esac
fi
code=0
case $call in
  "snap list microk8s")
    [ -e "$state/microk8s" ] && printf 'Name Version Rev Tracking Publisher Notes\nmicrok8s v1.27.16 7000 %s canonical classic,held\n' "${FAKE_TRACKING:-1.27/stable}" || code=1
    ;;
  "snap install microk8s --classic --channel=1.27/stable")
    [ -s "$HENSTEETH_ROOT/etc/microk8s.yaml" ] || echo "TOO EARLY $call" >>"$FAKE/calls"
    once microk8s
    ;;
  "snap list node") [ -e "$state/node" ] || code=1 ;;
  "snap install node --classic --channel=20/stable") once node ;;
  "snap refresh --hold=forever microk8s" | "microk8s status --wait-ready --timeout 600") [ -e "$state/microk8s" ] || code=1 ;;
  "apt-get install -y tailscale")
    once tailscale-package
    ln -sf "$(readlink -f "$0")" "$FAKE/bin/tailscale"
    ;;
  "tailscale status") [ -e "$state/tailnet" ] || code=1 ;;
  "tailscale up "*)
    [ -s "$HENSTEETH_ROOT/etc/hensteeth/tailscale.key" ] || echo "NO KEY $call" >>"$FAKE/calls"
    if [ "${FAKE_KEY:-}" = expired ]; then code=1; else once tailnet; fi
    ;;
  curl*) echo key ;;
  gpg*) echo "fpr:::::::::${FAKE_FINGERPRINT:-2596A99EAAB33821893C0A79458CA832957F5868}:" ;;
  shred*) rm -f -- "${@: -1}" ;;
  blkid*) code=2 ;;
esac
[ "$number" != "$planned" ] || [ "$how" != cut-after ] || cut
exit "$code"
