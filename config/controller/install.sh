#!/bin/sh
# Makes this machine a village tower: user, folders, settings, enrolment, service. For a Raspberry Pi or any Linux with
# systemd. Run again it changes nothing that is there already. With DESTDIR everything goes under that folder, and no
# user or service of this machine is touched.
set -eu

usage() {
  cat <<'WORDS'
sudo sh install.sh [--relay https://...] [--code CODE] [--screen] [--no-start]

  --relay URL   the office's relay; asked for when it is not given
  --code CODE   the one-time code from the console; asked for when it is not given
                (better than on the command line: HOKRACHAI_CLAIM_CODE)
  --screen      show the tower's state on this machine's own screen
  --no-start    install, but do not start
WORDS
}

say() { printf '%s\n' "$*"; }
fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

relay=
code=${HOKRACHAI_CLAIM_CODE:-}
screen=no
start=yes
while [ $# -gt 0 ]; do
  case $1 in
    --relay) relay=${2:?--relay needs an address}; shift 2 ;;
    --code) code=${2:?--code needs a code}; shift 2 ;;
    --screen) screen=yes; shift ;;
    --no-start) start=no; shift ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; fail "Unknown: $1" ;;
  esac
done

root=${DESTDIR:-}
user=hokrachai
state=/var/lib/hokrachai-controller
settings=/etc/hokrachai/controller.yaml
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
home=$(CDPATH='' cd -- "$here/../.." && pwd)

# What must be here already.
if [ -z "$root" ] && [ "$(id -u)" -ne 0 ]; then fail "Run this as root: sudo sh $0"; fi
node=$(command -v node) || fail "Node.js is missing. Install version 20 or newer, e.g. from nodesource.com or your distribution."
"$node" -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)' ||
  fail "Node.js $("$node" --version) is too old: version 20 or newer is needed."
node=$(readlink -f -- "$node")
[ -f "$home/dist/cli.js" ] || fail "$home/dist/cli.js is missing: run this from an installed package, or run 'npm run build' first."
command -v ffmpeg >/dev/null 2>&1 || fail "ffmpeg is missing: sudo apt-get install ffmpeg"
for player in ffplay aplay mpg123 none; do
  if command -v "$player" >/dev/null 2>&1; then break; fi
done
[ "$player" != none ] || fail "No player is here: sudo apt-get install alsa-utils"

# The service may not look into people's homes: a package that lies there is copied.
case $home in
  /home/* | /root/* | /tmp/*)
    if [ -z "$root" ]; then
      say "Copying the program to /opt/hokrachai"
      mkdir -p /opt/hokrachai
      for part in dist node_modules package.json config; do
        rm -rf "/opt/hokrachai/$part"
        cp -R "$home/$part" "/opt/hokrachai/$part"
      done
      chown -R root:root /opt/hokrachai
      home=/opt/hokrachai
    fi
    ;;
esac
cli=$home/dist/cli.js

# A user of its own, who may use the sound card and, where there is one, the pins.
groups=
for group in audio gpio; do
  if getent group "$group" >/dev/null 2>&1; then groups="${groups:+$groups }$group"; fi
done
if [ -z "$root" ] && ! getent passwd "$user" >/dev/null 2>&1; then
  useradd --system --user-group --home-dir "$state" --no-create-home --shell /usr/sbin/nologin "$user"
  say "User $user has been made"
fi

# Folders and settings.
mkdir -p "$root$state" "$root/etc/hokrachai" "$root/etc/systemd/system"
chmod 0700 "$root$state"
if [ -z "$root" ]; then chown "$user:$user" "$state"; fi
if [ -e "$root$settings" ]; then
  say "$settings is kept as it is"
else
  cp "$home/config/controller.yaml" "$root$settings"
  chmod 0644 "$root$settings"
fi

# Enrolment, once. The code goes through the environment: a command line can be read by everybody on the machine.
ask() {
  [ -r /dev/tty ] || return 0
  printf '%s' "$1" >/dev/tty
  IFS= read -r answer </dev/tty || answer=
  printf '%s' "$answer"
}
enrol() {
  set -- "$node" "$cli" controller --claim "$relay" --claim-only --data "$root$state"
  if [ -z "$root" ]; then set -- runuser -u "$user" -- "$@"; fi
  (
    cd /
    HOKRACHAI_CLAIM_CODE=$code HOKRACHAI_CONTROLLER_CONFIG=$root$settings "$@"
  )
}
if [ -e "$root$state/credentials.json" ]; then
  say "This tower is enrolled already"
else
  [ -n "$relay" ] || relay=$(ask 'Address of the relay (https://...): ')
  [ -n "$relay" ] || fail "The relay's address is needed: --relay https://..."
  [ -n "$code" ] || code=$(ask 'One-time code from the office: ')
  [ -n "$code" ] || fail "The one-time code from the office is needed: --code or HOKRACHAI_CLAIM_CODE"
  enrol || fail "The tower could not be enrolled. Ask the office for a new code and run this again."
fi

# The service.
put() {
  sed -e "s|@NODE@|$node|g" -e "s|@CLI@|$cli|g" -e "s|@HOME@|$home|g" -e "s|@GROUPS@|$groups|g" \
    "$here/$1" >"$root/etc/systemd/system/$1"
  chmod 0644 "$root/etc/systemd/system/$1"
}
put hokrachai-controller.service
if [ "$screen" = yes ]; then put hokrachai-screen.service; fi
if [ -n "$root" ]; then
  say "Installed under $root"
  exit 0
fi
systemctl daemon-reload
systemctl enable hokrachai-controller.service
if [ "$screen" = yes ]; then systemctl enable hokrachai-screen.service; fi
if [ "$start" = yes ]; then
  systemctl restart hokrachai-controller.service
  if [ "$screen" = yes ]; then systemctl restart hokrachai-screen.service; fi
  say "The tower is running. Its state: $node $cli controller --status"
fi
