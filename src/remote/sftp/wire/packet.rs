//! Packet types, flags and sizes of SFTP version 3 (draft-ietf-secsh-filexfer-02) by their names. Pure.

/// The version that is spoken.
pub(super) const VERSION: u32 = 3;

/// The longest packet that is accepted, without its length field: 256 KiB of payload and room for its header. OpenSSH
/// has the same limit (`SFTP_MAX_MSG_LENGTH`, 256 KiB in all).
pub(super) const MAX_PACKET: u32 = 256 * 1024 + 1024;

/// The longest handle (section 6.3: "the length MUST NOT exceed 256 bytes").
pub(super) const MAX_HANDLE: usize = 256;

/// The request size that every server must take (section 3: packets of 34000 bytes).
pub(super) const SAFE_CHUNK: u32 = 32 * 1024;

/// The largest request that is made: what OpenSSH allows in one packet of 256 KiB.
pub(super) const MAX_CHUNK: u32 = 255 * 1024;

pub(super) const INIT: u8 = 1;
pub(super) const SSH_VERSION: u8 = 2;
pub(super) const OPEN: u8 = 3;
pub(super) const CLOSE: u8 = 4;
pub(super) const READ: u8 = 5;
pub(super) const WRITE: u8 = 6;
pub(super) const LSTAT: u8 = 7;
pub(super) const FSETSTAT: u8 = 10;
pub(super) const SETSTAT: u8 = 9;
pub(super) const OPENDIR: u8 = 11;
pub(super) const READDIR: u8 = 12;
pub(super) const REMOVE: u8 = 13;
pub(super) const MKDIR: u8 = 14;
pub(super) const RMDIR: u8 = 15;
pub(super) const REALPATH: u8 = 16;
pub(super) const STAT: u8 = 17;
pub(super) const RENAME: u8 = 18;
pub(super) const READLINK: u8 = 19;
pub(super) const SYMLINK: u8 = 20;
pub(super) const STATUS: u8 = 101;
pub(super) const HANDLE: u8 = 102;
pub(super) const DATA: u8 = 103;
pub(super) const NAME: u8 = 104;
pub(super) const ATTRS: u8 = 105;
pub(super) const EXTENDED: u8 = 200;
pub(super) const EXTENDED_REPLY: u8 = 201;

pub(super) const FXF_READ: u32 = 0x01;
pub(super) const FXF_WRITE: u32 = 0x02;
pub(super) const FXF_CREAT: u32 = 0x08;
pub(super) const FXF_TRUNC: u32 = 0x10;
pub(super) const FXF_EXCL: u32 = 0x20;

pub(super) const FX_OK: u32 = 0;
pub(super) const FX_EOF: u32 = 1;
pub(super) const FX_OP_UNSUPPORTED: u32 = 8;

/// The name of a packet type in the draft; `SSH_FXP_?` for types that it does not define.
pub(super) fn packet_name(packet_type: u8) -> &'static str {
    match packet_type {
        INIT => "SSH_FXP_INIT",
        SSH_VERSION => "SSH_FXP_VERSION",
        OPEN => "SSH_FXP_OPEN",
        CLOSE => "SSH_FXP_CLOSE",
        READ => "SSH_FXP_READ",
        WRITE => "SSH_FXP_WRITE",
        LSTAT => "SSH_FXP_LSTAT",
        FSETSTAT => "SSH_FXP_FSETSTAT",
        SETSTAT => "SSH_FXP_SETSTAT",
        OPENDIR => "SSH_FXP_OPENDIR",
        READDIR => "SSH_FXP_READDIR",
        REMOVE => "SSH_FXP_REMOVE",
        MKDIR => "SSH_FXP_MKDIR",
        RMDIR => "SSH_FXP_RMDIR",
        REALPATH => "SSH_FXP_REALPATH",
        STAT => "SSH_FXP_STAT",
        RENAME => "SSH_FXP_RENAME",
        READLINK => "SSH_FXP_READLINK",
        SYMLINK => "SSH_FXP_SYMLINK",
        STATUS => "SSH_FXP_STATUS",
        HANDLE => "SSH_FXP_HANDLE",
        DATA => "SSH_FXP_DATA",
        NAME => "SSH_FXP_NAME",
        ATTRS => "SSH_FXP_ATTRS",
        EXTENDED => "SSH_FXP_EXTENDED",
        EXTENDED_REPLY => "SSH_FXP_EXTENDED_REPLY",
        _ => "SSH_FXP_?",
    }
}

/// The flags of an open as the draft names them, without the prefix.
pub(super) fn flag_names(flags: u32) -> String {
    let names =
        [(FXF_READ, "READ"), (FXF_WRITE, "WRITE"), (FXF_CREAT, "CREAT"), (FXF_TRUNC, "TRUNC"), (FXF_EXCL, "EXCL")];
    names.iter().filter(|(bit, _)| flags & bit != 0).map(|(_, name)| *name).collect::<Vec<_>>().join("|")
}
