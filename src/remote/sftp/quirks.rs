//! Faults of known servers that a client must steer around. Pure.

/// How many SFTP channels one connection may carry; `None`: as many as the server grants.
///
/// `ProFTPD`'s `mod_sftp` grants several channels but mixes up their handles under load ("Invalid handle") and then dies
/// (measured on `mod_sftp` 1.1.1 in `ProFTPD` 1.3.8: 4 of 5 uploads of 2,000 files over four channels).
pub(super) fn most_channels(server_version: &str) -> Option<usize> {
    server_version.starts_with("SSH-2.0-mod_sftp").then_some(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mod_sftp_gets_one_channel_and_others_as_many_as_they_grant() {
        assert_eq!(most_channels("SSH-2.0-mod_sftp"), Some(1));
        assert_eq!(most_channels("SSH-2.0-mod_sftp/1.1.1"), Some(1));
        assert_eq!(most_channels("SSH-2.0-OpenSSH_9.2p1 Debian-2"), None);
    }
}
