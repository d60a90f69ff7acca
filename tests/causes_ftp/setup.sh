#!/bin/sh
# Prepares the folders in which causes are provoked, says so, and keeps its mount namespace until its input ends. The FTP
# server enters it for each connection.
# $1: folder to work in; $2: where folders.sh is.
cd "$1" || exit 1
. "$2/folders.sh"
echo ready
cat > /dev/null
unmake_folders
:
