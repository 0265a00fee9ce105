#!/bin/bash
# A FAKE of lsblk for a machine whose kernel makes no devices of partitions: $FAKE_DISKS holds lines "DISK SERIAL SIZE TRAN PARTITION...",
# each partition as NAME:SIZE. It answers what the scripts ask, in lsblk's raw format.
asked="$*"
while read -r disk serial size tran parts; do
  case $asked in
    "-dnpro NAME,SERIAL") echo "$disk $serial" ;;
    "-dnbpro NAME,TYPE,SIZE,RM,RO,TRAN") echo "$disk disk $size 0 0 $tran" ;;
    "-nrpbo NAME,SIZE,TYPE $disk")
      echo "$disk $size disk"
      for part in $parts; do echo "${part%%:*} ${part##*:} part"; done
      ;;
    "-nro NAME $disk")
      echo "${disk##*/}"
      for part in $parts; do basename "${part%%:*}"; done
      ;;
    "-nprso NAME "*)
      for part in $parts; do
        [ "$asked" != "-nprso NAME ${part%%:*}" ] || printf '%s\n' "${part%%:*}" "$disk"
      done
      ;;
  esac
done <"$FAKE_DISKS"
