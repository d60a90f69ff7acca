#!/bin/sh
# Prepares the folders in which causes are provoked, then becomes an SFTP server as an ordinary user.
# Runs as root in a mount namespace of its own.
# $1: folder to work in; $2: the server program; $3: "limited" for a small limit on the size of files.
scripts=$(dirname "$0")
cd "$1" || exit 1
. "$scripts/folders.sh"
if [ "$3" = limited ]; then trap '' XFSZ; ulimit -f 128; fi
cd home || exit 1
: > "$dir/have/ready"
# The shell stays to clean up.
exec 3<&0
setpriv --reuid=65534 --regid=65534 --clear-groups "$2" <&3 3<&- &
server=$!
exec 3<&- < /dev/null > /dev/null
wait $server
unmake_folders
:
