#!/bin/bash
# A FAKE of ssh and of what the node has beside MicroK8s: it is linked as ssh, sudo, flock, systemctl and journalctl. What is sent over
# ssh runs here, with paths of the node led below $HENSTEETH_ROOT; every line is recorded.
set -u
case ${0##*/} in
  ssh)
    line=${*: -1}
    printf '%s\n' "$line" >>"$FAKE/lines"
    line=${line//\/snap\/node\/current\/bin\/node/$FAKE_NODE}
    for folder in usr/local etc var/lib; do line=${line// \/$folder\// $HENSTEETH_ROOT\/$folder\/}; done
    exec sh -c "$line"
    ;;
  sudo) [ "$1" = -n ] && shift && exec "$@" ;;
  flock) shift 2 && exec "$@" ;;
  systemctl)
    echo "systemctl $*" >>"$FAKE/calls"
    unit=${2:-}
    [ "$1" = start ] || exit 0
    method=${unit#hensteeth-backup@}
    "$FAKE_NODE" "$HENSTEETH_ROOT/usr/local/lib/hensteeth/hensteeth-node.cjs" backup "${method%.service}" >>"$FAKE/journal" 2>&1
    ;;
  journalctl)
    touch "$FAKE/journal"
    case $1 in
      --lines=1) echo "-- cursor: $(wc -c <"$FAKE/journal")" ;;
      --after-cursor=*) tail -c "+$((${1#*=} + 1))" "$FAKE/journal" ;;
    esac
    ;;
esac
