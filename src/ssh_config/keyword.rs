//! The keywords of `ssh_config(5)`. Pure.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A keyword whose value is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "named as in ssh_config(5), which says what each one means")]
pub enum Keyword {
    HostName,
    User,
    Port,
    IdentityFile,
    CertificateFile,
    IdentityAgent,
    IdentitiesOnly,
    ProxyJump,
    ProxyCommand,
    UserKnownHostsFile,
    GlobalKnownHostsFile,
    StrictHostKeyChecking,
    HostKeyAlias,
    Ciphers,
    Macs,
    KexAlgorithms,
    HostKeyAlgorithms,
    ServerAliveInterval,
    ServerAliveCountMax,
    ConnectTimeout,
    PreferredAuthentications,
    PubkeyAuthentication,
    PasswordAuthentication,
    KbdInteractiveAuthentication,
    NumberOfPasswordPrompts,
    AddressFamily,
    BindAddress,
    Compression,
    HashKnownHosts,
    UpdateHostKeys,
}

/// What a keyword takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// One word.
    Word,
    /// One or more words.
    Words,
    /// A path in which the environment may be named.
    Agent,
    /// Yes or no, or one of further words.
    Choice(&'static [&'static str]),
    /// One of these words alone.
    OneOf(&'static [&'static str]),
    /// A whole number from 0.
    Number,
    /// Seconds, or with units (`1h30m`).
    Time,
    /// A port.
    Port,
    /// The rest of the line as it is.
    Rest,
    /// The rest of the line: hosts to go through.
    Jump,
}

use Form::{Agent, Choice, Jump, Number, OneOf, Rest, Time, Word, Words};

/// Names in lower case, older names too.
const TABLE: &[(&str, Keyword, Form)] = &[
    ("hostname", Keyword::HostName, Word),
    ("user", Keyword::User, Word),
    ("port", Keyword::Port, Form::Port),
    ("identityfile", Keyword::IdentityFile, Word),
    ("identityfile2", Keyword::IdentityFile, Word),
    ("certificatefile", Keyword::CertificateFile, Word),
    ("identityagent", Keyword::IdentityAgent, Agent),
    ("identitiesonly", Keyword::IdentitiesOnly, Choice(&[])),
    ("proxyjump", Keyword::ProxyJump, Jump),
    ("proxycommand", Keyword::ProxyCommand, Rest),
    ("userknownhostsfile", Keyword::UserKnownHostsFile, Words),
    ("globalknownhostsfile", Keyword::GlobalKnownHostsFile, Words),
    ("stricthostkeychecking", Keyword::StrictHostKeyChecking, Choice(&["ask", "off", "accept-new"])),
    ("hostkeyalias", Keyword::HostKeyAlias, Word),
    ("ciphers", Keyword::Ciphers, Word),
    ("macs", Keyword::Macs, Word),
    ("kexalgorithms", Keyword::KexAlgorithms, Word),
    ("hostkeyalgorithms", Keyword::HostKeyAlgorithms, Word),
    ("serveraliveinterval", Keyword::ServerAliveInterval, Time),
    ("serveralivecountmax", Keyword::ServerAliveCountMax, Number),
    ("connecttimeout", Keyword::ConnectTimeout, Time),
    ("preferredauthentications", Keyword::PreferredAuthentications, Word),
    ("pubkeyauthentication", Keyword::PubkeyAuthentication, Choice(&["unbound", "host-bound"])),
    ("passwordauthentication", Keyword::PasswordAuthentication, Choice(&[])),
    ("kbdinteractiveauthentication", Keyword::KbdInteractiveAuthentication, Choice(&[])),
    ("challengeresponseauthentication", Keyword::KbdInteractiveAuthentication, Choice(&[])),
    ("skeyauthentication", Keyword::KbdInteractiveAuthentication, Choice(&[])),
    ("tisauthentication", Keyword::KbdInteractiveAuthentication, Choice(&[])),
    ("numberofpasswordprompts", Keyword::NumberOfPasswordPrompts, Number),
    ("addressfamily", Keyword::AddressFamily, OneOf(&["inet", "inet6", "any"])),
    ("bindaddress", Keyword::BindAddress, Word),
    ("compression", Keyword::Compression, Choice(&[])),
    ("hashknownhosts", Keyword::HashKnownHosts, Choice(&[])),
    ("updatehostkeys", Keyword::UpdateHostKeys, Choice(&["ask"])),
];

/// Keywords of OpenSSH 9.9 and older that have no effect on a file transfer here, divided by blanks.
const UNUSED: &str = "addkeystoagent afstokenpassing batchmode bindinterface canonicaldomains canonicalizefallbacklocal \
canonicalizehostname canonicalizemaxdots canonicalizepermittedcnames casignaturealgorithms channeltimeout checkhostip \
cipher clearallforwardings compressionlevel connectionattempts controlmaster controlpath controlpersist dsaauthentication \
dynamicforward enableescapecommandline enablesshkeysign escapechar exitonforwardfailure fallbacktorsh fingerprinthash \
forkafterauthentication forwardagent forwardx11 forwardx11timeout forwardx11trusted gatewayports gssapiauthentication \
gssapiclientidentity gssapidelegatecredentials gssapikexalgorithms gssapikeyexchange gssapirenewalforcesrekey \
gssapiserveridentity gssapitrustdns hostbasedacceptedalgorithms hostbasedauthentication hostbasedkeytypes \
ignoreunknown ipqos kbdinteractivedevices kerberosauthentication kerberostgtpassing keepalive knownhostscommand \
localcommand localforward loglevel logverbose nohostauthenticationforlocalhost obscurekeystroketiming permitlocalcommand \
permitremoteopen pkcs11provider protocol proxyusefdpass pubkeyacceptedalgorithms pubkeyacceptedkeytypes rekeylimit \
remotecommand remoteforward requesttty requiredrsasize revokedhostkeys rhostsauthentication rhostsrsaauthentication \
rsaauthentication securitykeyprovider sendenv sessiontype setenv smartcarddevice stdinnull streamlocalbindmask \
streamlocalbindunlink syslogfacility tag tcpkeepalive tunnel tunneldevice usekeychain useprivilegedport useroaming usersh \
verifyhostkeydns versionaddendum visualhostkey xauthlocation";

/// What the name of a keyword stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// A keyword whose value is read.
    Read(Keyword, Form),
    /// A keyword of OpenSSH that has no effect here.
    NotUsed,
}

/// Finds a keyword by its name in lower case; `None`: OpenSSH has none of that name.
pub(super) fn find(name: &str) -> Option<Named> {
    static NAMES: LazyLock<HashMap<&str, Named>> = LazyLock::new(|| {
        let read = TABLE.iter().map(|(name, keyword, form)| (*name, Named::Read(*keyword, *form)));
        read.chain(UNUSED.split_whitespace().map(|name| (name, Named::NotUsed))).collect()
    });
    NAMES.get(name).copied()
}

impl Keyword {
    /// Whether every line adds to the ones before.
    pub(super) fn accumulates(self) -> bool {
        matches!(self, Self::IdentityFile | Self::CertificateFile)
    }

    /// Its name as `ssh_config(5)` writes it.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Macs => "MACs".to_owned(),
            other => format!("{other:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_listed_once_and_in_lower_case() {
        let mut names: Vec<&str> = TABLE.iter().map(|(name, ..)| *name).chain(UNUSED.split_whitespace()).collect();
        assert!(names.iter().all(|name| *name == name.to_ascii_lowercase()));
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        for (_, keyword, _) in TABLE {
            let found = find(&keyword.name().to_ascii_lowercase());
            assert!(matches!(found, Some(Named::Read(found, _)) if found == *keyword), "{keyword:?}");
        }
        assert_eq!((find("forwardagent"), find("nonsense")), (Some(Named::NotUsed), None));
    }
}
