# The folders in which causes are provoked, made in the current folder by root in a mount namespace of its own: everything
# mounted here vanishes with it. Sourced. Leaves $busy, a running program to be ended, and needs unmake_folders at the end.
dir=$(pwd)
have() { : > "$dir/have/$1"; }
mkdir -p have home plain small inodes readonly other plain/mounted ext
mount --make-rprivate / 2>/dev/null

mount -t tmpfs -o size=256k none small && have small
mkdir small/open && chmod 777 small small/open
mount -t tmpfs -o nr_inodes=6 none inodes && mkdir inodes/open && : > inodes/open/old && chown 65534:65534 inodes/open/old \
    && (cd inodes/open && : > 1; : > 2; : > 3; : > 4) 2>/dev/null; chmod 777 inodes inodes/open; have inodes
mount -t tmpfs none readonly && mkdir readonly/dir readonly/full && : > readonly/file && : > readonly/full/x \
    && chown -R 65534:65534 readonly && chmod 777 readonly && mount -o remount,ro readonly && have readonly
mount -t tmpfs none other && chmod 777 other && have other
mount -t tmpfs none plain/mounted && chown 65534:65534 plain/mounted && have mounted
dd if=/dev/zero of=image bs=1k count=2048 2>/dev/null && mkfs.ext4 -q -m 0 image 2>/dev/null && mount -o loop image ext 2>/dev/null \
    && chmod 777 ext && have ext

mkdir plain/full plain/empty plain/closed plain/closed/in plain/sticky plain/rootfolder plain/noread plain/unlisted plain/ownclosed
mkdir plain/a plain/a/deep
: > plain/file; : > plain/second; : > plain/full/.hidden; : > plain/closed/in/x
: > plain/sticky/foreign; : > plain/sticky/own; : > plain/rootfolder/own; : > plain/secret; : > plain/readonly; : > plain/foreign
ln -s nowhere plain/broken; ln -s loop2 plain/loop; ln -s loop plain/loop2; ln -s full plain/linktofolder
cp "$(command -v sleep)" plain/program
chown -R 65534:65534 plain home
chown root:root plain/sticky plain/sticky/foreign plain/rootfolder plain/secret plain/closed plain/foreign plain/noread plain/unlisted
chmod 1777 plain/sticky; chmod 755 plain/rootfolder; chmod 600 plain/secret; chmod 700 plain/closed; chmod 666 plain/foreign
chmod 644 plain/noread; chmod 711 plain/unlisted; chmod 444 plain/readonly; chmod 500 plain/ownclosed
: > plain/immutable; chown 65534:65534 plain/immutable
mkdir plain/frozen; : > plain/frozen/x; chown -R 65534:65534 plain/frozen
if chattr +i plain/immutable plain/frozen 2>/dev/null; then have immutable; fi
[ -e plain/socket ] && have socket
mkfifo plain/pipe 2>/dev/null && chown 65534:65534 plain/pipe && have pipe
plain/program 600 < /dev/null > /dev/null 2>&1 & busy=$!
have root

# Puts things back that would keep the folders from being removed.
unmake_folders() {
    kill $busy 2>/dev/null
    chattr -i "$dir/plain/immutable" "$dir/plain/frozen" 2>/dev/null
}
