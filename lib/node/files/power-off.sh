#!/bin/bash
# What the power supply's client runs when its battery is low: pods get their time to end, but no more than the battery has.
set -u
timeout 90 microk8s stop || true
sync
exec systemctl poweroff
