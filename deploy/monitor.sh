#!/bin/sh
# The command `monitor` for administrators: as the service's own user, in its folder, with its configuration.
set -eu
bin=/opt/monitor/current/bin/monitor
export MONITOR_CONFIG="${MONITOR_CONFIG:-/etc/monitor/monitor.toml}"
cd /var/lib/monitor 2>/dev/null || cd /
[ "$(id -un)" = monitor ] && exec "$bin" "$@"
[ "$(id -u)" = 0 ] || { echo "monitor: run it with sudo, so that it works as the service's own user" >&2; exit 2; }
# What root alone may read (credentials) is not needed here, and nothing of root's ends up in the service's folder.
exec runuser -u monitor -- env MONITOR_CONFIG="$MONITOR_CONFIG" "$bin" "$@"
