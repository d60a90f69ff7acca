//! The words that stand in records for closed lists: a stable interface, whatever the lists are called in the program.

use crate::error::{Act, Class, Confidence, DataMode, DataWay, KeyFault, Need, SpokenProtocol, Stage, StatusCode};
use crate::journal::Outcome;
use crate::model::EntryKind;

/// A table of words in both directions.
macro_rules! words {
    ($to:ident, $from:ident, $type:ty, { $($value:pat => $made:expr, $word:literal;)* }) => {
        pub(super) fn $to(value: $type) -> &'static str {
            match value { $($value => $word,)* }
        }

        pub(super) fn $from(word: &str) -> Option<$type> {
            match word { $($word => Some($made),)* _ => None }
        }
    };
}

words!(outcome_word, outcome, Outcome, {
    Outcome::Open => Outcome::Open, "open";
    Outcome::Again => Outcome::Again, "again";
    Outcome::Done => Outcome::Done, "done";
    Outcome::Left => Outcome::Left, "left_out";
});

words!(confidence_word, confidence, Confidence, {
    Confidence::Unknown => Confidence::Unknown, "unknown";
    Confidence::Likely => Confidence::Likely, "likely";
    Confidence::Certain => Confidence::Certain, "certain";
});

words!(need_word, need, Need, {
    Need::Read => Need::Read, "read";
    Need::Write => Need::Write, "write";
    Need::Enter => Need::Enter, "enter";
    Need::Ownership => Need::Ownership, "ownership";
});

words!(class_word, class, Class, {
    Class::Owner => Class::Owner, "owner";
    Class::Group => Class::Group, "group";
    Class::Others => Class::Others, "others";
});

words!(entry_kind_word, entry_kind, EntryKind, {
    EntryKind::Folder => EntryKind::Folder, "folder";
    EntryKind::File => EntryKind::File, "file";
    EntryKind::Link => EntryKind::Link, "link";
    EntryKind::Special => EntryKind::Special, "special";
    EntryKind::Unknown => EntryKind::Unknown, "unknown";
});

words!(stage_word, stage, Stage, {
    Stage::Connect => Stage::Connect, "connect";
    Stage::Handshake => Stage::Handshake, "handshake";
    Stage::Login => Stage::Login, "login";
    Stage::Service => Stage::Service, "service";
    Stage::Session => Stage::Session, "session";
});

words!(protocol_word, protocol, SpokenProtocol, {
    SpokenProtocol::Ftp => SpokenProtocol::Ftp, "ftp";
    SpokenProtocol::Http => SpokenProtocol::Http, "http";
    SpokenProtocol::Tls => SpokenProtocol::Tls, "tls";
    SpokenProtocol::Ssh => SpokenProtocol::Ssh, "ssh";
    SpokenProtocol::LoginText => SpokenProtocol::LoginText, "login_text";
    SpokenProtocol::Unknown => SpokenProtocol::Unknown, "unknown";
});

words!(key_fault_word, key_fault, KeyFault, {
    KeyFault::Unreadable => KeyFault::Unreadable, "unreadable";
    KeyFault::NotAKey => KeyFault::NotAKey, "not_a_key";
    KeyFault::PublicKey => KeyFault::PublicKey, "public_key";
    KeyFault::WrongPassphrase => KeyFault::WrongPassphrase, "wrong_passphrase";
    KeyFault::UnsupportedForm => KeyFault::UnsupportedForm, "unsupported_form";
    KeyFault::ForeignForm => KeyFault::ForeignForm, "foreign_form";
    KeyFault::RetiredKind => KeyFault::RetiredKind, "retired_kind";
    KeyFault::PrivateKey => KeyFault::PrivateKey, "private_key";
    KeyFault::NotAPublicKey => KeyFault::NotAPublicKey, "not_a_public_key";
    KeyFault::HardwareKey => KeyFault::HardwareKey, "hardware_key";
});

words!(data_mode_word, data_mode, DataMode, {
    DataMode::Passive => DataMode::Passive, "passive";
    DataMode::Active => DataMode::Active, "active";
});

words!(data_way_word, data_way, DataWay, {
    DataWay::ExtendedPassive => DataWay::ExtendedPassive, "EPSV";
    DataWay::Passive => DataWay::Passive, "PASV";
    DataWay::ExtendedActive => DataWay::ExtendedActive, "EPRT";
    DataWay::Active => DataWay::Active, "PORT";
});

words!(act_word, act, Act, {
    Act::List => Act::List, "list";
    Act::Stat => Act::Stat, "stat";
    Act::ReadLink => Act::ReadLink, "read_link";
    Act::OpenRead => Act::OpenRead, "open_read";
    Act::Read => Act::Read, "read";
    Act::OpenWrite { exclusive: true } => Act::OpenWrite { exclusive: true }, "open_write_new";
    Act::OpenWrite { exclusive: false } => Act::OpenWrite { exclusive: false }, "open_write";
    Act::Write => Act::Write, "write";
    Act::SetAttributes => Act::SetAttributes, "set_attributes";
    Act::CreateFolder => Act::CreateFolder, "create_folder";
    Act::RemoveFile => Act::RemoveFile, "remove_file";
    Act::RemoveFolder => Act::RemoveFolder, "remove_folder";
    Act::Rename { replace: true } => Act::Rename { replace: true }, "rename_replace";
    Act::Rename { replace: false } => Act::Rename { replace: false }, "rename";
    Act::CreateLink => Act::CreateLink, "create_link";
    Act::CreateHardLink => Act::CreateHardLink, "create_hard_link";
    Act::Other => Act::Other, "other";
});

/// The code of a family and a number; `None` for a family that is not known.
pub(super) fn code(family: &str, number: i64) -> Option<StatusCode> {
    Some(match family {
        "sftp" => StatusCode::Sftp(u32::try_from(number).ok()?),
        "os" => StatusCode::Os(i32::try_from(number).ok()?),
        "ssh_disconnect" => StatusCode::SshDisconnect(u32::try_from(number).ok()?),
        "ssh_channel_open" => StatusCode::SshChannelOpen(u32::try_from(number).ok()?),
        "ftp" => StatusCode::Ftp(u16::try_from(number).ok()?),
        "winsock" => StatusCode::Winsock(i32::try_from(number).ok()?),
        "socks" => StatusCode::Socks(u8::try_from(number).ok()?),
        "http_proxy" => StatusCode::HttpProxy(u16::try_from(number).ok()?),
        "tls_alert" => StatusCode::TlsAlert(u8::try_from(number).ok()?),
        _ => return None,
    })
}
