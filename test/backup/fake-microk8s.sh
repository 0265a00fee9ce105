#!/bin/bash
# A FAKE of `microk8s` and `snap`; it is linked under their names. It behaves as MicroK8s 1.27 does, as far as a backup can see it: a
# datastore of keys in $FAKE/store, and services that run or do not. $FAKE/plan holds "NUMBER HOW": in the call of that number, the
# program that calls is killed before the effect (cut) or after it (cut-after), or the call fails (fail).
set -u
name=${0##*/}
number=$(($(cat "$FAKE/count") + 1))
echo "$number" >"$FAKE/count"
echo "$name $*" >>"$FAKE/calls"
read -r planned how <"$FAKE/plan"
power_cut() { kill -9 "$PPID" $$; }
if [ "$number" = "$planned" ]; then
  case $how in
    fail) exit 1 ;;
    cut) power_cut ;;
  esac
fi
runs() { [ -e "$FAKE/runs-$1" ]; }

backup() {
  local name=$1 temporary i=0 file
  runs k8s-dqlite || { echo "Please ensure the kubernetes apiserver is running and HA is enabled."; return 10; }
  temporary=$(mktemp -d)
  # Only a bare name can be made there.
  mkdir "$temporary/$name" 2>/dev/null || { rm -r "$temporary"; echo "mkdir: no such file or directory" >&2; return 1; }
  for file in "$FAKE"/store/*; do
    [ -e "$file" ] || continue
    head -n 1 "$file" >"$temporary/$name/$i.key"
    tail -n +2 "$file" >"$temporary/$name/$i.data"
    i=$((i + 1))
  done
  [ ! -e "$FAKE/lose-a-value" ] || rm "$temporary/$name/0.data"
  tar -czf "$name.tar.gz" -C "$temporary" "$name" || return 1
  rm -r "$temporary"
  echo "The backup is: $name.tar.gz"
}

restore() {
  local file=$1 temporary folder i=0
  runs k8s-dqlite || { echo "Please ensure the kubernetes apiserver is running and HA is enabled."; return 10; }
  ! runs kubelite || echo "RESTORED WHILE KUBELITE RUNS" >>"$FAKE/calls"
  temporary=$(mktemp -d)
  tar -xzf "$file" -C "$temporary" || return 1
  # The folder inside is looked for by the name of the file: without it, nothing is restored, and all is said to be well.
  folder=$temporary/$(basename "$file" .tar.gz)
  while [ -e "$folder/$i.key" ]; do
    [ ! -e "$FAKE/half" ] || [ "$i" -lt 2 ] || break
    cat "$folder/$i.key" "$folder/$i.data" >"$FAKE/store/$(sha1sum <"$folder/$i.key" | cut -c 1-40)"
    # A key that cannot be put is told on the error output, and counted all the same.
    if [ "$i" = 1 ] && [ -e "$FAKE/refuse-a-key" ]; then
      rm "$FAKE/store/$(sha1sum <"$folder/$i.key" | cut -c 1-40)"
      echo "time=x level=error msg=\"couldn't put key $(cat "$folder/$i.key"): busy\"" >&2
    fi
    i=$((i + 1))
  done
  rm -r "$temporary"
  echo "Processed $i entries"
}

code=0
case "$name $*" in
  "snap list microk8s") printf 'Name Version Rev Tracking Publisher Notes\nmicrok8s %s 7000 1.27/stable canonical classic,held\n' "${FAKE_VERSION:-v1.27.16}" ;;
  "snap list node") ;;
  "snap start microk8s.daemon-k8s-dqlite") : >"$FAKE/runs-k8s-dqlite" ;;
  "snap stop microk8s.daemon-kubelite") rm -f "$FAKE/runs-kubelite" ;;
  "microk8s stop") rm -f "$FAKE"/runs-* ;;
  "microk8s start")
    for folder in certs credentials args; do
      [ -e "$HENSTEETH_ROOT/var/snap/microk8s/current/$folder" ] || { echo "no $folder" >&2; code=1; }
    done
    [ "$code" -ne 0 ] || : >"$FAKE/runs-kubelite"
    [ "$code" -ne 0 ] || : >"$FAKE/runs-k8s-dqlite"
    ;;
  "microk8s status --wait-ready --timeout 600") if runs kubelite; then echo "microk8s is running"; else echo "microk8s is not running"; fi ;;
  "microk8s dbctl backup -o "*) backup "$4" || code=$? ;;
  "microk8s dbctl restore "*) restore "$3" || code=$? ;;
  *) code=64 ;;
esac
[ "$number" != "$planned" ] || [ "$how" != cut-after ] || power_cut
exit "$code"
