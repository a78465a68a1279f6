#!/bin/sh
# Installs, upgrades or removes the monitor on Debian 12 or newer. Run as root from a checkout. What it touches:
#
#   /opt/monitor/releases/<version>   a virtual environment for each version; /opt/monitor/current points to the one in use
#   /etc/monitor/                     monitor.toml (yours: never overwritten) and credentials/ (one file for each secret)
#   /var/lib/monitor/                 the database, mail on disk, backups (never removed without --purge)
#   /etc/systemd/system/monitor*.{service,timer}   /usr/lib/sysusers.d/monitor.conf   /usr/local/bin/monitor
#
#   deploy/install.sh                         install, or upgrade in place: the old version stays until the new one runs
#   deploy/install.sh --municipality LYSEKIL  also write a first monitor.toml for that municipality
#   deploy/install.sh --wheels DIR            take every package from DIR: no network is used
#   deploy/install.sh --uninstall [--purge]   remove it; with --purge also the configuration and the database
#   deploy/install.sh --credentials           after a change in /etc/monitor/credentials
set -eu

top=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
root=${MONITOR_ROOT:-}           # a folder to install into instead of /, for images and tests
prefix=$root/opt/monitor
etc=$root/etc/monitor
units=$root/etc/systemd/system
state=$root/var/lib/monitor
python=${PYTHON:-python3}
municipality='' wheels='' action=install purge=no

say() { printf '%s\n' "$*"; }
fail() { printf 'install.sh: %s\n' "$*" >&2; exit 1; }

while [ $# -gt 0 ]; do
  case $1 in
    --municipality) municipality=${2:?--municipality needs a name}; shift 2 ;;
    --wheels) wheels=${2:?--wheels needs a folder}; shift 2 ;;
    --uninstall) action=uninstall; shift ;;
    --purge) purge=yes; shift ;;
    --credentials) action=credentials; shift ;;
    -h|--help) sed -n '2,16s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) fail "what is $1? See: deploy/install.sh --help" ;;
  esac
done

[ "$(id -u)" = 0 ] || fail "must run as root (it makes a user and a service)"
live() { [ -z "$root" ] && [ -d /run/systemd/system ]; }

# systemd hands each file of the folder to the service as a credential of its name, readable by nobody else.
write_credentials() {
  mkdir -p "$etc/credentials"; chmod 700 "$etc/credentials"
  for unit in monitor monitor-failure; do
    mkdir -p "$units/$unit.service.d"
    { say '[Service]'
      for file in "$etc/credentials"/*; do
        [ -f "$file" ] && say "LoadCredential=$(basename "$file"):${file#"$root"}"
      done
      true
    } > "$units/$unit.service.d/credentials.conf"
  done
}

install_release() {
  "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "Python 3.11 or newer is needed (PYTHON=/path/to/python3)"
  version=$("$python" -c 'import re,sys; print(re.search(r"^version = \"(.+)\"", open(sys.argv[1]).read(), re.M)[1])' "$top/pyproject.toml")
  release=$prefix/releases/$version-$(date -u +%Y%m%dT%H%M%S)
  say "Installing version $version into ${release#"$root"} …"
  mkdir -p "$prefix/releases"
  "$python" -m venv "$release" || fail "Python's venv module is missing: apt install python3-venv"
  set -- --quiet --disable-pip-version-check
  [ -z "$wheels" ] || set -- "$@" --no-index --find-links "$wheels"
  # A half-made release is never pointed to.
  { "$release/bin/python" -m pip install "$@" --require-hashes -r "$top/requirements.lock" &&
    build=$(mktemp -d) && cp -r "$top/monitor" "$top/connectors" "$top/migrations" "$top/pyproject.toml" "$top/README.md" "$build" &&
    "$release/bin/python" -m pip install "$@" --no-deps --no-build-isolation "$build" && rm -rf "$build"
  } || { rm -rf "$release"; fail "the packages could not be installed; nothing was changed"; }
  mkdir -p "$release/share"; cp "$top/README.md" "$top/CHANGELOG.md" "$release/share/"
}

install_files() {
  install -D -m 644 "$top/deploy/monitor.sysusers" "$root/usr/lib/sysusers.d/monitor.conf"
  for unit in monitor.service monitor-failure.service monitor-again.service monitor-again.timer monitor-backup.service monitor-backup.timer; do
    install -D -m 644 "$top/deploy/$unit" "$units/$unit"
  done
  install -D -m 755 "$top/deploy/monitor.sh" "$root/usr/local/bin/monitor"
  write_credentials
  if live; then systemd-sysusers; fi
  mkdir -p "$etc" "$state"
  if [ ! -e "$etc/monitor.toml" ] && [ -n "$municipality" ]; then
    "$release/bin/monitor" init "$municipality" --out "$etc/monitor.toml" || fail "no configuration was written"
    # The database and what is written to disk belong to the service's own folder.
    sed -i -e 's|^url = "sqlite:///monitor.db"|url = "sqlite:////var/lib/monitor/monitor.db"|' \
           -e 's|^directory = "."|directory = "/var/lib/monitor"|' "$etc/monitor.toml"
  fi
  if getent passwd monitor >/dev/null; then chown monitor:monitor "$state"; chmod 750 "$state"; fi
}

switch_to_release() {
  before=$(readlink "$prefix/current" 2>/dev/null || true)
  if [ -n "$before" ] && live && systemctl is-active --quiet monitor && [ -f "$state/monitor.db" ]; then
    copy=$state/before-$version-$(date -u +%Y%m%dT%H%M%S).db
    runuser -u monitor -- env MONITOR_CONFIG="$etc/monitor.toml" "$before/bin/monitor" db backup "$copy" || fail "no backup could be made; nothing was changed"
    say "The database as it was: $copy"
  fi
  ln -sfn "${release#"$root"}" "$prefix/current.new" && mv -T "$prefix/current.new" "$prefix/current"
}

start() {
  live || { say "Installed. Start it with: systemctl enable --now monitor monitor-backup.timer"; return; }
  systemctl daemon-reload
  if [ ! -e "$etc/monitor.toml" ]; then
    say "Write $etc/monitor.toml first (monitor init MUNICIPALITY), then: systemctl enable --now monitor monitor-backup.timer"
    return
  fi
  if ! runuser -u monitor -- env MONITOR_CONFIG="$etc/monitor.toml" "$prefix/current/bin/monitor" check; then
    [ -z "$before" ] || { ln -sfn "$before" "$prefix/current"; say "The version before stays in use."; }
    fail "the configuration does not fit this version: mend it, then run this again"
  fi
  systemctl enable --quiet monitor monitor-backup.timer
  systemctl start monitor-backup.timer
  if ! systemctl restart monitor; then
    say "The new version does not start:"; journalctl -u monitor -n 20 --no-pager || true
    if [ -n "$before" ]; then
      ln -sfn "$before" "$prefix/current"
      say "Back to the version before. If it says that the database is newer, restore the copy named above."
      systemctl restart monitor || true
    fi
    exit 1
  fi
  say "The monitor runs. Look at it: monitor doctor · journalctl -u monitor -f"
}

clean_up() { # the version in use and the one before stay
  ls -1dt "$prefix"/releases/* | tail -n +3 | while read -r old; do
    [ "$(readlink -f "$prefix/current")" = "$(readlink -f "$old")" ] || rm -rf "$old"
  done
}

case $action in
  install)
    before=''
    install_release; install_files; switch_to_release; start; clean_up ;;
  credentials)
    write_credentials
    if live; then systemctl daemon-reload; systemctl try-restart monitor; fi
    say "The credentials are handed over at the next start." ;;
  uninstall)
    if live; then systemctl disable --now monitor monitor-backup.timer 2>/dev/null || true; fi
    for unit in monitor.service monitor-failure.service monitor-again.service monitor-again.timer monitor-backup.service monitor-backup.timer; do rm -f "$units/$unit"; done
    rm -rf "$units/monitor.service.d" "$units/monitor-failure.service.d" "$prefix" "$root/usr/local/bin/monitor" "$root/usr/lib/sysusers.d/monitor.conf"
    if [ "$purge" = yes ]; then
      rm -rf "$etc" "$state"
      if live && getent passwd monitor >/dev/null; then userdel monitor 2>/dev/null || true; fi
      say "Removed, with its configuration and its database."
    else
      say "Removed. $etc and $state stay; --purge removes them too."
    fi
    if live; then systemctl daemon-reload; fi ;;
esac
