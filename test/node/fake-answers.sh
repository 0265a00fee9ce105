#!/bin/bash
# A FAKE of every program that the check of a node asks. $FAKE_WRONG names the one call, by how it begins, that answers as on a node
# where something is wrong.
call="${0##*/} $*"
wrong=${FAKE_WRONG:-}
[ -z "$wrong" ] || [[ $call != "$wrong"* ]] || { echo "${FAKE_ANSWER:-}"; [ -n "${FAKE_ANSWER:-}" ]; exit; }
case $call in
  "timedatectl show") echo NTPSynchronized=yes ;;
  "snap list microk8s") printf 'Name Version Rev Tracking Publisher Notes\nmicrok8s v1.27.16 7000 1.27/stable canonical classic,held\n' ;;
  "microk8s kubectl get --raw /readyz") echo ok ;;
  "microk8s kubectl get node"*) echo True ;;
  "microk8s kubectl get storageclass"*) echo storageclass.storage.k8s.io/topolvm-provisioner ;;
  "openssl x509"*) echo "DNS:kubernetes, DNS:one.tail1.ts.net, IP Address:10.152.183.1" ;;
esac
