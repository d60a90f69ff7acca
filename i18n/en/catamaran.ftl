# The English texts of Catamaran. Plain words: what happened, why, what to do. Values come last, after a colon.
# Server texts are never translated; they stand beside these.

app-name = Catamaran

## Numbers (text/number.rs)

size-of = { $done } of { $total }
rate = { $size }/s
seconds = { $secs } s
minutes-seconds = { $minutes } min { $secs }
hours-minutes = { $hours } h { $minutes }
days = { $days ->
    [one] { $days } day
   *[other] { $days } days
}
today-at = today { $time }
yesterday-at = yesterday { $time }
date-at = { $day } { $month } { $year } { $time }
month-1 = Jan
month-2 = Feb
month-3 = Mar
month-4 = Apr
month-5 = May
month-6 = Jun
month-7 = Jul
month-8 = Aug
month-9 = Sep
month-10 = Oct
month-11 = Nov
month-12 = Dec

## Codes (text/code.rs)

code-undefined = { $number } (not defined)

# SFTP status codes: what each number means, and what can be done.
sftp-status-unknown = a number that no SFTP document defines
sftp-status-0 = success, sent where an answer with content was due
sftp-status-0-action = Try again. If it stays so, the server software has a fault.
sftp-status-1 = the end was reached
sftp-status-1-action = The file ended sooner than the server had said. Compare the sizes, then resume or transfer again.
sftp-status-2 = the file, or a folder on the way to it, does not exist
sftp-status-2-action = Refresh the folder and check the path. A link that leads nowhere looks the same.
sftp-status-3 = this user is not allowed to do this
sftp-status-3-action = Check owner and permissions of the item and its folder, or log in as another user.
sftp-status-4 = the server gave no specific reason
sftp-status-4-action = Servers send this for many things. The usual ones: the disk is full, the name is taken, a folder is not empty, a folder stands where a file is needed, or the disk can only be read.
sftp-status-5 = the request was not understood, or an argument was refused
sftp-status-5-action = OpenSSH sends this for names that are too long and for a folder that is moved into itself. Try a shorter name.
sftp-status-6 = there is no connection
sftp-status-6-action = Connect again. Servers should not send this number; it is meant for use inside a client.
sftp-status-7 = the connection was lost
sftp-status-7-action = Connect again and resume. Servers should not send this number; it is meant for use inside a client.
sftp-status-8 = the server cannot do this
sftp-status-8-action = Use another way: the server software does not know this operation.
sftp-status-9 = the open file is no longer known to the server
sftp-status-9-action = Resume the transfer: the file is opened anew.
sftp-status-10 = a folder of the path does not exist
sftp-status-10-action = Make the missing folder first, or check the path.
sftp-status-11 = the name is taken
sftp-status-11-action = Overwrite it, give another name, or leave it out.
sftp-status-12 = the medium is write-protected
sftp-status-12-action = Choose a folder on another disk, or have the protection removed.
sftp-status-13 = there is no medium in the drive
sftp-status-13-action = Have the medium inserted, or choose another folder.
sftp-status-14 = no space is left on the disk
sftp-status-14-action = Delete what is not needed there, or choose a folder on another disk.
sftp-status-15 = your share of the disk is used up
sftp-status-15-action = Delete files of yours there, or ask the administrator for a larger quota.
sftp-status-16 = the server does not know this user or group
sftp-status-16-action = Give the number instead of the name.
sftp-status-17 = another program holds the file locked
sftp-status-17-action = Wait until the other program is done, then try again.
sftp-status-18 = the folder is not empty
sftp-status-18-action = Delete its content first; hidden files count too.
sftp-status-19 = this is not a folder
sftp-status-19-action = Check the path: a file has the name that a folder should have.
sftp-status-20 = the server does not allow this name
sftp-status-20-action = Choose a name without special characters such as : * ? " < > |
sftp-status-21 = links lead in a circle
sftp-status-21-action = Correct the links on the server.
sftp-status-22 = it cannot be deleted
sftp-status-22-action = It may be marked as read-only: change its permissions, then delete it.
sftp-status-23 = a value is outside of what the server takes
sftp-status-23-action = Look at the request below for the value.
sftp-status-24 = this is a folder
sftp-status-24-action = Choose another name: a folder has this one.
sftp-status-25 = a part of the file is locked by another program
sftp-status-25-action = Wait until the other program is done, then try again.
sftp-status-26 = the server refused to lock a part of the file
sftp-status-26-action = Try again later, or transfer without locks.
sftp-status-27 = the file is being deleted
sftp-status-27-action = Wait until every program has closed it, then try again.
sftp-status-28 = the file or its file system is damaged
sftp-status-28-action = Tell the administrator: the disk should be checked.
sftp-status-29 = this user cannot own the file
sftp-status-29-action = Choose another owner, or give the number.
sftp-status-30 = this group cannot own the file
sftp-status-30-action = Choose another group, or give the number.
sftp-status-31 = there is no such lock to release
sftp-status-31-action = Nothing needs to be done; the lock is gone already.

# Reasons in SSH_MSG_DISCONNECT.
ssh-disconnect-unknown = a reason that the SSH documents do not define
ssh-disconnect-1 = this computer is not allowed to connect
ssh-disconnect-2 = the server found a fault in the protocol
ssh-disconnect-3 = no agreement on how to encrypt
ssh-disconnect-4 = a reserved reason
ssh-disconnect-5 = data was changed on its way
ssh-disconnect-6 = compressed data could not be unpacked
ssh-disconnect-7 = the service is not offered
ssh-disconnect-8 = this version of SSH is not spoken
ssh-disconnect-9 = the key of the server could not be verified
ssh-disconnect-10 = the connection was lost
ssh-disconnect-11 = the server ended the session, for example after a time limit
ssh-disconnect-12 = the server has too many connections
ssh-disconnect-13 = the login was cancelled
ssh-disconnect-14 = no way to log in is left, or there were too many attempts
ssh-disconnect-15 = the user name is not allowed

# Error numbers of the operating system.
os-unknown = an error of the operating system
os-eperm = the operating system does not allow this
os-enoent = the file, or a folder on the way to it, does not exist
os-eio = the disk could not be read or written
os-eacces = permission denied; for a connection, a firewall or security program may forbid it
os-ebusy = in use by the system
os-eexist = the name is taken
os-exdev = the two places are on different disks
os-enotdir = a part of the path is not a folder
os-eisdir = this is a folder
os-einval = the system refused an argument
os-enfile = too many files are open on this computer
os-emfile = too many files are open in this program
os-etxtbsy = the program is running, so its file cannot be written
os-efbig = the file is larger than allowed here
os-enospc = no space is left on the disk
os-erofs = the disk can only be read
os-emlink = there are too many links to it
os-epipe = the other side has closed the connection
os-enametoolong = the name is too long
os-enotempty = the folder is not empty
os-eloop = links lead in a circle
os-edquot = your share of the disk is used up
os-eopnotsupp = not supported here
os-enosys = the system does not know this call
os-enetdown = the network is down
os-enetunreach = there is no way to that network
os-ehostunreach = there is no way to that host
os-econnaborted = this computer broke the connection, for example when it went to sleep
os-econnreset = the server, or a device between, closed the connection
os-etimedout = no answer came in time
os-econnrefused = nothing listens on that port

## Causes (text/cause.rs): cause (no full stop), why (names host and path), fix

where-local = { $path } on this computer
where-remote = { $path } on { $host }
where-server = { $path } on the server
where-this-computer = this computer
where-the-server = the server
methods-none = none

cause-not-found = Not found
why-not-found = The item, or a folder on the way to it, does not exist: { $place }
fix-not-found = Refresh the folder and check the path. It may have been renamed or deleted meanwhile.
cause-permission-denied = Not allowed
why-permission-denied = This user does not have the right to do this: { $place }
fix-permission-denied = Check owner and permissions of the item and of its folder, or use another account.
cause-already-exists = The name is taken
why-already-exists = There is something of this name already: { $place }
fix-already-exists = Overwrite it, choose another name, or leave it out.
cause-is-a-folder = A folder is in the way
why-is-a-folder = A file was needed, but this is a folder: { $place }
fix-is-a-folder = Rename one of the two, or choose another target folder.
cause-not-a-folder = Not a folder
why-not-a-folder = A folder was needed, but this is something else: { $place }
fix-not-a-folder = Check the path: a file has the name that a folder should have.
cause-folder-not-empty = The folder is not empty
why-folder-not-empty = The folder still holds something: { $place }
fix-folder-not-empty = Delete its content first; hidden files count too.
cause-disk-full = The disk is full
why-disk-full = No space is left for this: { $place }
fix-disk-full = Free some space there or choose a folder on another disk, then try again.
cause-quota-exceeded = Your share of the disk is used up
why-quota-exceeded = The quota of this user, or the size limit of a file, is reached: { $place }
fix-quota-exceeded = Delete files of yours there, or ask the administrator for a larger quota.
cause-read-only-file-system = The disk can only be read
why-read-only-file-system = Nothing can be written here: { $place }
fix-read-only-file-system = Choose another folder. Disks also become read-only after a fault; the administrator can tell.
cause-other-file-system = On different disks
why-other-file-system = Moving in one step works only within one disk: { $place }
fix-other-file-system = Copy it instead, then delete the original.
cause-link-loop = Links lead in a circle
why-link-loop = Following the symbolic links never ends: { $place }
fix-link-loop = Correct the links, or leave them out of the transfer.
cause-name-too-long = The name is too long
why-name-too-long = The disk cannot hold a name of this length: { $place }
fix-name-too-long = Choose a shorter name. Most disks hold 255 bytes; one character can take up to four.
cause-name-refused = The name cannot be used
why-name-refused = The name is not allowed here, or would lead to another place: { $place }
fix-name-refused = Choose another name.
cause-file-busy = In use
why-file-busy = Another program holds this open or locked: { $place }
fix-file-busy = Wait until the other program is done, then try again.
cause-special-file = Not an ordinary file
why-special-file = Pipes, sockets and devices are not transferred: { $place }
fix-special-file = Leave it out.
cause-too-deep = Folders within folders without end
why-too-deep = The folders go deeper than the limit, perhaps because they loop: { $place }
fix-too-deep = Transfer a folder further down on its own.
cause-unsupported = Not supported
why-unsupported = This operation is not offered here: { $place }
fix-unsupported = Use another way. The message log tells what the server offers.
cause-invalid-argument = An argument was refused
why-invalid-argument = A value of the request was not accepted: { $place }
fix-invalid-argument = Look at the request in the details. Names that are too long and folders moved into themselves end like this.
cause-too-many-open-files = Too many files are open
why-too-many-open-files = The limit of open files is reached: { $place }
fix-too-many-open-files = Try again when other transfers are done, or run fewer at the same time.
cause-no-trash = There is no trash here
why-no-trash = It could not be moved to the trash: { $place }
fix-no-trash = Delete it for good, if you are sure.
cause-unknown = No reason was given
why-unknown = It failed, and nothing was said about why: { $place }
fix-unknown = Look at the details and the message log, then try again.
cause-ended-early = It ended too early
why-ended-early = Fewer bytes came than had been announced: { $place }
fix-ended-early = The source may have been shortened meanwhile. Resume, or transfer it again.
cause-changed-during-transfer = The source changed meanwhile
why-changed-during-transfer = Another program wrote to it while it was transferred: { $place }
fix-changed-during-transfer = Transfer it again when the other program is done.
cause-resume-mismatch = The two files do not fit together
why-resume-mismatch = What is there is not the beginning of the source, so going on behind it would spoil the file: { $place }
fix-resume-mismatch = Overwrite it, or keep both under different names.
cause-bad-address = The address is not understood
fix-bad-address = Addresses look like this: sftp://user@host:22/folder
cause-host-not-found = No such host
why-host-not-found = The name is not known to the network: { $place }
fix-host-not-found = Check the spelling, your network connection, and whether a VPN is needed.
cause-connection-refused = Nothing listens there
why-connection-refused = The host answers, but accepts no connection on this port: { $place }
fix-connection-refused = Check the port (SSH usually has 22) and whether the SSH server is running.
cause-unreachable = There is no way to the host
why-unreachable = The network has no route to it: { $place }
fix-unreachable = Check your network connection and whether a VPN is needed.
cause-timed-out-connect = No answer
why-timed-out-connect = The host did not answer in time: { $place }
fix-timed-out-connect = Check host and port. A firewall that drops connections looks like this.
cause-timed-out-handshake = No answer while securing the connection
why-timed-out-handshake = The connection stands, but its encryption was not agreed on in time: { $place }
fix-timed-out-handshake = Try again. If it stays so, this may be no SSH port, or a firewall holds the data back.
cause-timed-out-login = No answer to the login
why-timed-out-login = The server did not answer the login in time: { $place }
fix-timed-out-login = Try again. Some servers wait for their own user directory; the administrator can tell.
cause-timed-out-service = The file service did not start
why-timed-out-service = The login worked, but the SFTP service did not answer in time: { $place }
fix-timed-out-service = Try again. A login script that waits for input looks like this.
cause-timed-out-session = The connection is silent
why-timed-out-session = Nothing came from the server for too long: { $place }
fix-timed-out-session = Connect again and resume. Networks that sleep or change look like this.
cause-connection-lost = The connection was lost
why-connection-lost = The connection ended in the middle: { $place }
fix-connection-lost = Connect again; transfers go on where they stopped.
cause-wrong-protocol-ftp = This is an FTP server
why-wrong-protocol-ftp = A greeting of FTP or mail came instead of SSH: { $place }
fix-wrong-protocol-ftp = SFTP needs an SSH server, usually on port 22. Check the port.
cause-wrong-protocol-http = This is a web server
why-wrong-protocol-http = An answer of a web server came instead of SSH: { $place }
fix-wrong-protocol-http = SFTP needs an SSH server, usually on port 22. Check the port.
cause-wrong-protocol-tls = This port speaks TLS
why-wrong-protocol-tls = A TLS record came instead of SSH: { $place }
fix-wrong-protocol-tls = SFTP needs an SSH server, usually on port 22. Check the port.
cause-wrong-protocol-ssh = This is an SSH server
why-wrong-protocol-ssh = SSH answered where something else was expected: { $place }
fix-wrong-protocol-ssh = Choose SFTP as the protocol.
cause-wrong-protocol-login-text = A login script prints text
why-wrong-protocol-login-text = Text came where the SFTP service should answer, so it cannot be used: { $place }
fix-wrong-protocol-login-text = On the server, let files such as .bashrc and .profile print nothing when no terminal is there.
cause-wrong-protocol-unknown = This is not an SSH server
why-wrong-protocol-unknown = Something that is not SSH answers on this port: { $place }
fix-wrong-protocol-unknown = Check host and port. SSH is usually on port 22.
cause-no-common-algorithm = No common way to encrypt
why-no-common-algorithm = Server and program share no algorithm ({ $what }): { $place }
fix-no-common-algorithm = The server software is very old or very strict. Ask its administrator for an update.
cause-ssh-protocol = The SSH protocol was broken
why-ssh-protocol = A check of the connection failed ({ $what }): { $place }
fix-ssh-protocol = Try again. If it stays so, a device in between may change the data.
cause-service-refused = The file service was refused
why-service-refused = The login worked, but the server does not open its SFTP service: { $place }
fix-service-refused = SFTP may be switched off for this user. Ask the administrator.
cause-malformed-packet = The server sent something that is no SFTP
why-malformed-packet = The connection was closed, because { $what }: { $place }
fix-malformed-packet = Connect again. If it stays so, the server software has a fault; the details help its makers.
cause-host-key-rejected = The key of the server was not accepted
why-host-key-rejected = You did not accept the key that the server showed: { $place }
fix-host-key-rejected = Compare the fingerprint with the administrator, then connect again.
cause-host-key-changed = The server shows another key than before
why-host-key-changed = The key of { $host } is not the one that is known. Someone may be listening in, or the server was set up anew.
fix-host-key-changed = Do not connect until the administrator has confirmed the new fingerprint. Then remove the old line from the file.
cause-host-key-revoked = The key of the server was declared invalid
why-host-key-revoked = The key that { $host } shows was declared stolen or retired.
fix-host-key-revoked = Do not connect. Ask the administrator what happened.
host-key-presented = Shown now: { $algorithm } { $fingerprint }
host-key-stored = Known: { $algorithm } { $fingerprint } in { $file }, line { $line }
cause-known-hosts-unusable = The list of known servers cannot be used
why-known-hosts-unusable = The file could not be read or written: { $place }
fix-known-hosts-unusable = Check that the file exists and that you may read and write it.
cause-login-refused = The login was refused
why-login-refused = Tried: { $tried }. The server still accepts: { $accepted }. Server: { $place }
fix-login-refused = Check user name and password, or choose another key. Too many attempts can lock an account.
cause-key-unusable-unreadable = The key file cannot be read
why-key-unusable-unreadable = The file could not be opened: { $place }
fix-key-unusable-unreadable = Check the path and that you may read the file.
cause-key-unusable-not-a-key = This is not a key file
why-key-unusable-not-a-key = The file holds no private key in a known form: { $place }
fix-key-unusable-not-a-key = Choose a private key in OpenSSH, PEM, PKCS#8 or PPK form.
cause-key-unusable-public-key = This is the public half of a key
why-key-unusable-public-key = The private key is needed, but this file holds the public one: { $place }
fix-key-unusable-public-key = Choose the file of the same name without .pub.
cause-key-unusable-wrong-passphrase = The passphrase does not open the key
why-key-unusable-wrong-passphrase = The key file stayed locked: { $place }
fix-key-unusable-wrong-passphrase = Type the passphrase again. It is the one of the key file, not of the server.
cause-key-unusable-unsupported-form = The key cannot be opened in this form
why-key-unusable-unsupported-form = Its form or its cipher is not supported: { $place }
fix-key-unusable-unsupported-form = Convert it with: ssh-keygen -p -f FILE
cause-cancelled = Cancelled
why-cancelled = You stopped this: { $place }

address-empty = Type an address, such as sftp://user@host/folder
address-no-host = The address names no host.
address-bad-host = This is not a host name: { $host }
address-bad-port = The port must be a number from 1 to 65535: { $port }
address-unknown-scheme = This protocol is not spoken: { $scheme }
address-bad-escape = A percent sign must be followed by two hexadecimal digits.

packet-too-long = a packet of { $length } bytes was announced, more than any packet may have
packet-too-short = a packet of type { $number } was shorter than its fields
packet-empty = a packet without content came
packet-unexpected-type = a packet of type { $number } came, which is no answer
packet-unknown-request = an answer to request { $request } came, which nobody had asked
packet-wrong-reply = a packet of type { $number } came, which cannot answer this request
packet-too-much-data = { $came } bytes came where { $asked } had been asked for
packet-bad-name-count = a list of { $count } names was announced in a packet that cannot hold them
packet-bad-handle = a file handle of { $length } bytes came
packet-bad-version = the server speaks version { $version }, which cannot be used

## Error words (text/report.rs, text/attempt.rs)

headline-connect = Could not connect to { $host }
headline-connect-nowhere = Could not connect
headline-login = Could not log in to { $host }
headline-login-nowhere = Could not log in
headline-lost = The connection to { $host } broke
headline-lost-nowhere = The connection broke
headline-failed = This did not work: { $place }
detail-code = code
detail-server = server
detail-request = request
detail-path = path
detail-host = host
detail-system = system
server-said = “{ $text }”
server-said-in = “{ $text }” ({ $language })
tried-upload = Could not upload { $name } to { $folder }
tried-download = Could not download { $name } to { $folder }
tried-list = Could not show { $folder }
tried-create-folder = Could not create the folder { $name } in { $folder }
tried-rename = Could not rename { $name } to { $to }
tried-move = Could not move { $name } to { $folder }
tried-move-many = Could not move { $count } items to { $folder }
tried-delete = Could not delete { $path }
tried-delete-many = Could not delete all of { $count } items
tried-open = Could not open { $name }
tried-permissions = Could not change the permissions of { $path }
tried-permissions-many = Could not change the permissions of all { $count } items

detail-time = time

## Error card and fields (ui/widget)

card-cause = { $cause }.
card-others = { $count ->
    [one] One more failed in the same way.
   *[other] { $count } more failed in the same way.
}
card-details = Details
card-show-details = Show details
card-hide-details = Hide details
field-show = Show what is typed
field-hide = Hide what is typed

## Dialogs (ui/dialog)

dialog-cancel = Cancel
dialog-close = Close
dialog-browse = Browse…
dialog-log-in = Log in
connect-title = Connect to a server
connect-host = Host
connect-host-hint = host or sftp://user@host/folder
connect-port = Port
connect-user = User
connect-user-hint = your name on this computer
connect-password = Password
connect-password-note = Used for this login only. Left empty, it is asked for when the server wants it.
connect-key = Key file
connect-key-hint = the usual keys in ~/.ssh
connect-key-note = The agent and the usual keys are tried as well.
connect-accept = Connect
new-folder-title = New folder
new-folder-in = In { $folder }
new-folder-name = Name
new-folder-accept = Create
name-empty = Type a name.
name-dots = A single or double dot names another folder.
name-separator = A name cannot contain a slash.
name-nul = A name cannot contain this character.
trash-title-one = Move { $name } to the trash?
trash-title-many = Move { $count } items to the trash?
trash-accept = Move to trash
delete-title-one = Delete { $name }?
delete-title-many = Delete { $count } items?
delete-accept = Delete
delete-in = In { $folder }
delete-more = and { $count } more
delete-folders = { $count ->
    [one] One of them is a folder; everything in it is deleted as well.
   *[other] { $count } of them are folders; everything in them is deleted as well.
}
delete-for-good = They are deleted for good, not put into the trash.
delete-remote = The server has no trash: this cannot be undone.
delete-permanently = Delete for good
error-retry = Try again
error-skip = Skip
error-edit-connection = Edit…
error-copy = Copy details
host-key-title = Trust the server { $host }?
host-key-new = You have not connected to this server before. Its key cannot be compared with a known one.
host-key-other = The server is known, but with keys of another type ({ $algorithms }). This key cannot be compared.
host-key-known-as = Exactly this key is known already, as { $names }.
host-key-type = Key type
host-key-fingerprint = Fingerprint
host-key-advice = If you can, compare the fingerprint with one that the administrator gives you.
host-key-always = Trust and remember
host-key-once = Trust once
password-title = Password
password-of = For { $user } on { $host }
password-name = Password
password-refused = The server refused the last password.
passphrase-title = Passphrase
passphrase-of = Opens the key { $key }
passphrase-name = Passphrase
passphrase-refused = The last passphrase did not open the key.
interactive-title = Questions of { $host }
interactive-intro = The server asks this before it lets { $user } in.
interactive-server-says = The server says:
interactive-answer = Answer
overwrite-title = { $name } is there already
overwrite-intro = In { $folder }
overwrite-there = There now
overwrite-new = New
overwrite-local = This computer
overwrite-remote = Server
overwrite-unknown = not known
overwrite-is-newer = newer
overwrite-for-all = Do the same for all others of this transfer
overwrite-overwrite = Overwrite
overwrite-newer = If newer
overwrite-resume = Resume
overwrite-rename = Keep both
overwrite-skip = Skip
overwrite-stop = Stop
permissions-title-one = Permissions of { $name }
permissions-title-many = Permissions of { $count } items
permissions-read = Read
permissions-write = Write
permissions-execute = Execute
permissions-owner = Owner
permissions-group = Group
permissions-others = Others
permissions-set-user = Set user
permissions-set-group = Set group
permissions-sticky = Sticky
permissions-octal = Octal
permissions-recursive = Also for everything in folders
permissions-folders-only = Execute only for folders and for files that have it already
permissions-mixed = A dash stands for items that differ; they stay as they are.
permissions-accept = Apply
path-intro = The path of a file or folder on this computer:
path-name = Path
path-key-title = Choose a key file
path-key-accept = Use this key
path-files-title = Choose a file to upload
path-folder-title = Choose a folder to upload
path-upload-accept = Upload
path-download-title = Choose where to download to
path-download-accept = Download
quit-title = { $count ->
    [one] One transfer is not finished
   *[other] { $count } transfers are not finished
}
quit-words = They stop when the program ends. What has arrived of them is kept, so that they can be resumed.
quit-accept = Quit
quit-stay = Stay
about-version = Version { $version }
about-words = Moves files between this computer and servers, and says why when something fails.
about-licence = Free software under the MIT licence or the Apache licence 2.0, as you like.
about-fonts = Fonts: Inter and JetBrains Mono (Open Font Licence). Icons: Phosphor (MIT licence).
about-home = Source code
shortcuts-title = Keyboard shortcuts
shortcuts-files = Files
shortcuts-select = Selection
shortcuts-toggle = Select or not
shortcuts-extend = Extend the selection
shortcuts-type = Jump to a name
shortcuts-go = Go
shortcuts-window = Window

## Bottom panel (ui/panel)

tab-transfers = Transfers
tab-log = Log
queue-empty = No transfers
queue-empty-hint = Drag files from one pane to the other, or press F5
queue-pause = Pause
queue-resume = Resume
queue-retry = Try again
queue-cancel = Cancel
queue-remove = Remove from the list
queue-clear = Clear finished transfers
queue-show-error = Show error
queue-show-error-of = Show the error of { $name }
queue-show-target = Open target folder
queue-select-all = Select all
queue-retry-failed = Try all failed transfers again
queue-pause-all = Pause all transfers
queue-resume-all = Go on with all transfers
queue-fold = Hide the files of { $name }
queue-unfold = Show the failed files of { $name }
queue-files = { $count ->
    [one] one file
   *[other] { $count } files
}
queue-files-of = { $done } of { $total } files
queue-to = → { $folder }
log-empty = Nothing was said yet
log-nothing-fits = No line fits the filter
log-filter = Filter
log-clear = Clear the log
log-copy = Copy
log-copy-all = Copy all lines

## Status bar (ui/panel/status_bar.rs)

status-selected = { $count } selected
status-folders = { $count ->
    [one] one folder
   *[other] { $count } folders
}
status-offline = Not connected
status-connecting = Connecting to { $host }…
status-reconnecting = Connecting again: { $reason }
status-ended = Disconnected: { $reason }
status-security = SFTP · { $cipher } · { $exchange }
status-security-name = Security of the connection: { $words }
status-failed = { $count } failed
status-left = { $size } left
status-left-eta = { $size } left · { $span }
status-paused = Paused
status-down = Download speed
status-up = Upload speed
security-title = This connection
security-server = Server
security-user = User
security-version = Software
security-exchange = Key exchange
security-cipher = Cipher
security-mac = Integrity
security-mac-in-cipher = part of the cipher
security-host-key = Server key
security-fingerprint = Fingerprint
security-strict = Strict key exchange
security-strict-on = yes (safe from Terrapin)
security-strict-off = no
security-copy = Copy

## Message log (text/log_line.rs)

log-level-status = Status
log-level-command = Command
log-level-response = Response
log-level-error = Error
log-level-debug = Debug
log-resolving = Looking up the address of { $host }
log-connecting = Connecting to { $address }
log-connected = Connected to { $address }
log-secured = Secured with { $cipher }, { $exchange }; server key { $key } { $fingerprint }
log-banner = The server says: { $text }
log-trying-login = Logging in by { $method }
log-trying-login-with = Logging in by { $method }: { $what }
log-logged-in = Logged in as { $user }
log-service-ready = SFTP version { $version } is ready, with { $extensions }
log-service-ready-plain = SFTP version { $version } is ready
log-known-hosts-line-skipped = A line could not be read and was skipped: { $file }, line { $line }
log-disconnected = Disconnected
log-disconnected-why = The server ended the session: { $reason }
log-transferred = Transferred { $source } to { $target } ({ $size })
log-resumed = Going on with { $name } behind the { $size } that are there
log-written-in-place = No part file could be made, so the target itself is written; until the end it holds only a part: { $target }
log-attributes-refused = The content is complete, but its time or permissions could not be set: { $target }
log-reconnect-planned = Connecting again in { $secs } s
log-retry-planned = Trying { $name } again in { $secs } s

## States of transfers (text/transfer.rs)

transfer-waiting = waiting
transfer-retry = again in { $span }
transfer-retry-because = again in { $span }: { $reason }
transfer-running = running
transfer-asking = needs an answer
transfer-paused = paused
transfer-done = done
transfer-done-skipped = done, { $count } skipped
transfer-skipped = skipped
transfer-failed = failed
transfer-failed-many = { $count } failed: { $reason }
transfer-cancelled = cancelled

## Command line (cli/)

cli-about = Two-pane file transfer client. Without a command it opens its window.
cli-after-help =
    Addresses: sftp://user@host:port/path. The path is absolute; sftp://host/~/docs begins at the home folder.
    Exit codes: 0 done, 1 refused or failed on the server, 2 wrong command line, 3 no connection, 4 server key not
    trusted, 5 login refused, 6 failed on this computer, 130 stopped.
cli-address = Server to open the window on: sftp://user@host/folder
cli-ls = List folders
cli-stat = Show single files or folders
cli-get = Download files and folders
cli-put = Upload files and folders
cli-mkdir = Make folders
cli-rm = Delete files, and folders with -r
cli-mv = Rename, or move on one server; never replaces anything
cli-chmod = Set permissions
cli-demo = Try everything on a small server that runs inside of this program
cli-urls = sftp://user@host:port/path
cli-get-items = What to download, then where to: an existing folder, or a new name for a single item [default: the current folder]
cli-put-items = What to upload, then where to: an address that is a folder or ends in /, or a new name for a single item
cli-parents = Make missing folders above, too; an existing folder is no error
cli-recursive = Folders too, with all that is in them
cli-mode = Digits (644) or letters (u+x, go-w, a+rX)
cli-identity = Private key to try first; may be given several times
cli-known-hosts = File of known servers to use in place of ~/.ssh/known_hosts
cli-accept-new-host-key = Trust a server that is seen for the first time and remember its key
cli-password-stdin = Read the password from the first line of standard input
cli-json = Print one JSON object a line
cli-verbose = Write the message log to standard error
cli-overwrite = What to do when the target exists
cli-jobs = How many files at the same time, 1 to 256
cli-drive = Drive the window by itself, check what was transferred, and end
cli-picture = Save a picture of the window (PNG)
cli-fault-two-servers = mv works on one server: both addresses must name the same user, host and port
cli-fault-mode = This is no mode: { $mode }. Use digits (644) or letters (u+x, go-w, a+rX)
cli-fault-no-url = An address is missing: sftp://user@host:port/path
cli-fault-dash = Standard input and output (-) cannot be transferred; name a file
cli-fault-url-place = An address stands where a local file is needed
cli-fault-url-bytes = The address is not UTF-8; write other bytes as %E9
cli-fault-not-a-url = This is no address: { $text }. Addresses begin with sftp://
cli-summary = { $files ->
    [one] { $files } file
   *[other] { $files } files
}, { $size } in { $time } ({ $rate })
cli-summary-failed = , { $failed } failed
cli-progress = { $files }/{ $of } · { $amount } · { $rate } · { $left }
cli-stopping = Stopping: files under way are closed, what has arrived of them is kept
cli-needs-recursive = Use -r to include folders
cli-refused-names = { $count ->
    [one] One name was left out, because it would lead out of the folder
   *[other] { $count } names were left out, because they would lead out of the folder
}
cli-truncated = The folder holds more entries than are shown
cli-kind-folder = folder
cli-kind-file = file
cli-kind-link = symbolic link
cli-kind-special = special file
cli-kind-unknown = unknown
cli-fact-name = Name
cli-fact-kind = Kind
cli-fact-link = Leads to
cli-fact-size = Size
cli-fact-modified = Modified
cli-fact-permissions = Permissions
cli-fact-owner = Owner
cli-fact-group = Group
cli-bytes = { $size } ({ $bytes } bytes)
cli-unasked-host-key = The server { $host } shows a key that is not known ({ $fingerprint }), and there is no terminal to ask. Compare the fingerprint, then use --accept-new-host-key
cli-unasked-password = The server { $host } wants a password of { $user }, and there is no terminal to ask. Use --password-stdin or --identity
cli-unasked-passphrase = The key { $key } wants a passphrase, and there is no terminal to ask. Put the key into the SSH agent first
cli-unasked-overwrite = The target exists, and there is no terminal to ask. Choose a rule with --overwrite: { $path }
cli-ask-password = Password of { $user } on { $host }:
cli-password-refused = The server did not accept that password.
cli-ask-passphrase = Passphrase of the key { $key }:
cli-passphrase-refused = That passphrase does not open the key.
cli-host-key-unknown = The server { $host } is not known yet. Compare its fingerprint with what its administrator tells you.
cli-host-key-shown = { $algorithm } { $fingerprint }
cli-host-key-known-as = The same key is known for: { $names }
cli-host-key-others = Other keys are known for this server: { $algorithms }
cli-host-key-ask = Connect? (once, always, cancel)
cli-server-says = { $host } says: { $text }
cli-server-asks = { $host } asks: { $text }
cli-overwrite-exists = The target exists: { $path }
cli-overwrite-new = {"  "}new: { $facts }
cli-overwrite-old = {"  "}old: { $facts }
cli-overwrite-facts = { $size }, { $time }
cli-overwrite-ask = [o]verwrite, if [n]ewer, keep [b]oth, [s]kip, [q]uit; capital letter: for all
cli-overwrite-ask-resume = [o]verwrite, if [n]ewer, [r]esume, keep [b]oth, [s]kip, [q]uit; capital letter: for all
cli-unknown = unknown

## Window: panes and file table (ui/pane, ui/widget)

column-name = Name
column-size = Size
column-modified = Modified
column-permissions = Rights
column-owner = Owner
unsafe-name = unsafe name: { $name }
unsafe-name-why = The server sent a name that would lead to another folder. It is shown, and never touched.
rename-field = New name
pane-this-computer = This computer
pane-server = Server
pane-no-server = Not connected
pane-offline = Not connected
pane-offline-hint = Type an address above: user@host, or sftp://user@host/folder
pane-offline-connect = Type an address
pane-offline-form = More fields
pane-connecting = Connecting to { $host }
pane-connecting-hint = The message log below tells how far it is.
pane-cancel = Cancel
pane-lost = No connection to { $host }
pane-list-failed = Could not read { $folder }
pane-retry = Try again
pane-details = Details
pane-loading = Reading the folder
pane-empty = This folder is empty
pane-empty-left = Drag files here from the server to download them.
pane-empty-right = Drag files here to upload them.
path-edit = Type a path
path-field = Path
path-stop = Stop reading
path-history = Places before
items = { $count ->
    [one] { $count } item
   *[other] { $count } items
}
items-selected = { $count } of { $total } selected
items-selected-size = { $count } of { $total } selected, { $size }
items-hidden = { $count } hidden
items-truncated = more on the server than is shown
space-free = { $free } free
space-free-of = { $free } free of { $total }
space-read-only = read-only

## Window: commands (ui/widget/command.rs)

command-upload-files = Upload files...
command-upload-folder = Upload a folder...
command-download-to = Download to...
command-new-folder = New folder...
command-open = Open
command-rename = Rename
command-permissions = Permissions...
command-delete = Delete...
command-quit = Quit
command-select-all = Select all
command-invert-selection = Invert selection
command-copy-path = Copy path
command-refresh = Refresh
command-show-hidden = Show hidden files
command-theme-system = As the system
command-theme-dark = Dark
command-theme-light = Light
command-zoom-in = Larger
command-zoom-out = Smaller
command-zoom-reset = Actual size
command-show-bottom = Bottom panel
command-show-transfers = Transfers
command-show-log = Message log
command-back = Back
command-forward = Forward
command-up = Folder above
command-home = Home folder
command-type-path = Type a path
command-switch-pane = Other pane
command-focus-address = Type an address
command-connect-form = Connect with more fields
command-reconnect = Connect again
command-disconnect = Disconnect
command-copy = Copy to the other pane
command-move = Move to the other pane
command-pause-all = Pause all transfers
command-resume-all = Go on with all transfers
command-retry-failed = Try failed transfers again
command-clear-finished = Clear finished transfers
command-shortcuts = Keyboard shortcuts
command-about = About Catamaran

## Window: menu bar, toolbar, drags (ui)

menu-file = File
menu-edit = Edit
menu-view = View
menu-go = Go
menu-connect = Connect
menu-transfer = Transfer
menu-help = Help
toolbar-connect = Connect
toolbar-upload = Upload
toolbar-download = Download
toolbar-new-folder = New folder
toolbar-more = More
quick-connect = Address to connect to
quick-connect-hint = user@host, or sftp://user@host:port/folder
drag-copy = Copy { $count } items to { $name }
drag-copy-one = Copy { $what } to { $name }
drag-move = Move { $count } items to { $name }
drag-move-one = Move { $what } to { $name }
drop-upload = Drop { $count ->
    [one] { $count } item
   *[other] { $count } items
} to upload
drop-offline = Connect to a server first
pick-key-file = Choose a private key
pick-upload-files = Choose files to upload
pick-upload-folder = Choose a folder to upload
pick-download-to = Choose the folder to download into
no-window = The window cannot be opened: { $why }

## The demo that drives itself (drive/)

drive-server = Demo server on 127.0.0.1, port { $port }; its folder: { $folder }
drive-uploaded = Uploaded { $name }: { $files } files, { $size }, the same on the server byte by byte
drive-downloaded = Downloaded { $name }: { $files } files, { $size }, the same here byte by byte
drive-differs = DIFFERENT: { $source } and { $target }: { $difference }
drive-provoked = Provoked an error: { $words }
drive-picture = Picture: { $file }
drive-fault = FAILED: { $fault }
drive-unfinished = FAILED: the window was closed before the end
drive-good = All is as it should be, after { $time }
drive-unreadable = { $path } cannot be read: { $why }
drive-not-the-same = { $path } is not the same
drive-question = the window asks something that it need not ask
drive-dialog = a dialog is open that nobody opened
drive-too-slow = too slow, at the step { $step }
drive-missing = { $name } is not shown
drive-not-done = the transfer of { $name } did not complete
drive-not-refused = { $name } should have been refused
drive-no-picture = the picture { $file } cannot be saved: { $why }
drive-bad-picture = the picture is empty
