//! What people are asked, and what they are told, about certificates.

use crate::script::Script;
use crate::server::ScriptedServer;
use crate::support::{Scripted, certificate, log};
use crate::trial::{PASSWORD, Trial, serve, shown};
use catamaran::error::{CertificateFault, Error, ErrorKind, FtpFault};
use catamaran::model::Protocol;
use catamaran::remote::ftp::{FtpRequest, connect};
use catamaran::remote::{CertificateAnswer, Prompter, RemoteSession};
use catamaran::text::error_report;
use std::path::Path;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

fn server(lines: &[&str]) -> ScriptedServer {
    let mut script = Script::usual();
    for line in lines {
        assert!(script.line(line), "{line}");
    }
    serve(script, Protocol::Ftpes)
}

fn request(server: &ScriptedServer, pins: &Path) -> FtpRequest {
    let mut request = Trial::read("ftpes connect").request(server.port);
    request.trust.pins = Some(pins.to_owned());
    request
}

async fn dial(request: FtpRequest, asked: &Arc<Scripted>) -> Result<Arc<dyn RemoteSession>, Box<Error>> {
    connect(request, Arc::clone(asked) as Arc<dyn Prompter>, log(), CancellationToken::new()).await
}

/// Each fault has words of its own, and the question comes before the login.
#[tokio::test]
async fn each_fault_of_a_certificate_is_asked_about_in_its_own_words() {
    use CertificateFault as Fault;
    let mut words = Vec::new();
    for (name, fault) in [
        ("self-signed", Fault::SelfSigned),
        ("strange", Fault::UnknownIssuer),
        ("expired", Fault::Expired),
        ("future", Fault::NotYetValid),
        ("wrong-name", Fault::WrongName),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let server = server(&[&format!("CERTIFICATE {name}")]);
        let asked = Arc::new(Scripted::default().certificate(CertificateAnswer::Cancel));
        let error = dial(request(&server, &dir.path().join("pins")), &asked).await.unwrap_err();
        let questions = asked.asked_certificates.lock().unwrap();
        let [question] = questions.as_slice() else { panic!("{name}: {} questions", questions.len()) };
        assert_eq!(question.faults.first(), Some(&fault), "{name}");
        assert_eq!(question.chain[0].subject, "CN=localhost");
        assert!(question.chain[0].sha256.len() == 95 && question.chain[0].not_after.is_some());
        assert!(matches!(&error.kind, ErrorKind::CertificateRejected(faults) if faults.contains(&fault)), "{error}");
        assert!(!server.told().iter().any(|line| line.starts_with("USER")), "{:?}", server.told());
        assert!(!server.clear().contains(PASSWORD));
        words.push(error_report(&error).to_text());
    }
    words.sort();
    words.dedup();
    assert_eq!(words.len(), 5, "{words:#?}");
}

/// Accepted once and for always, then another one: that is no question any more but an error with both fingerprints.
#[tokio::test]
async fn a_certificate_that_was_accepted_is_pinned_and_another_one_refused() {
    let dir = tempfile::tempdir().unwrap();
    let pins = dir.path().join("pins");
    let first = server(&["CERTIFICATE self-signed"]);
    let asked = Arc::new(Scripted::default().certificate(CertificateAnswer::Always));
    let session = dial(request(&first, &pins), &asked).await.unwrap();
    session.close().await;
    // Not asked again.
    let session = dial(request(&first, &pins), &asked).await.unwrap();
    session.close().await;
    assert_eq!(asked.asked_certificates.lock().unwrap().len(), 1);

    let second = server(&["CERTIFICATE expired"]);
    let known = std::fs::read_to_string(&pins).unwrap();
    std::fs::write(&pins, known.replace(&format!(":{} ", first.port), &format!(":{} ", second.port))).unwrap();
    let error = dial(request(&second, &pins), &asked).await.unwrap_err();
    let ErrorKind::CertificateChanged(conflict) = &error.kind else { panic!("{error}") };
    assert!(conflict.shown != conflict.trusted && conflict.file.as_deref() == Some(&pins));
    assert_eq!(shown(&error), "fail certificate_changed");
    assert_eq!(asked.asked_certificates.lock().unwrap().len(), 1, "a changed certificate is no question");
    assert!(!second.told().iter().any(|line| line.starts_with("USER")));
    let words = error_report(&error).to_text();
    assert!(words.contains(&conflict.host), "{words}");

    // Not even where new ones are trusted unasked.
    let mut trusting = request(&second, &pins);
    trusting.trust.accept_new = true;
    let error = dial(trusting, &asked).await.unwrap_err();
    assert!(matches!(error.kind, ErrorKind::CertificateChanged(_)), "{error}");
}

/// A server that wants a certificate of its users and gets none, or one that it does not know, says so; the error has the
/// alert. TLS 1.3 tells only after the handshake.
#[tokio::test]
async fn a_missing_or_strange_user_certificate_is_an_error_that_says_so() {
    for version in ["1.2", "1.3"] {
        for (own, alerts) in [(None, &[40, 116][..]), (Some("strange-user"), &[48, 46, 51][..])] {
            let server = server(&["CLIENTCERTIFICATE", &format!("TLSVERSION {version}")]);
            let dir = tempfile::tempdir().unwrap();
            let mut request = request(&server, &dir.path().join("pins"));
            request.trust.own = own.map(|name| certificate(&format!("{name}.pem")));
            let error = dial(request, &Arc::new(Scripted::default())).await.unwrap_err();
            let kind =
                if own.is_some() { ErrorKind::UserCertificateRefused } else { ErrorKind::UserCertificateMissing };
            assert_eq!(error.kind, kind, "{version} {own:?}: {error}");
            let code = error.code.unwrap().number();
            assert!(alerts.contains(&code), "{version} {own:?}: {error}");
            assert!(!server.told().iter().any(|line| line.starts_with("USER")), "{:?}", server.told());
        }
    }
}

/// A file without a key, and one that is not there.
#[tokio::test]
async fn a_file_of_no_use_is_named_before_anything_is_sent() {
    let server = server(&[]);
    for file in [certificate("ca.pem"), certificate("nothing.pem"), certificate("names")] {
        let dir = tempfile::tempdir().unwrap();
        let mut request = request(&server, &dir.path().join("pins"));
        request.trust.own = Some(file.clone());
        let error = dial(request, &Arc::new(Scripted::default())).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::CertificateFileUnusable);
        assert!(
            error
                .place
                .as_ref()
                .is_some_and(|place| place.display().contains("pem") || place.display().contains("names"))
        );
    }
    assert_eq!(server.connections(), 0);
}

/// Bytes in clear behind the agreement to TLS, in one packet with it or behind it, at once or late: an error each time, and neither
/// name nor password is sent.
#[tokio::test]
async fn nothing_gets_in_behind_the_agreement_to_tls_however_it_is_packed() {
    let dir = tempfile::tempdir().unwrap();
    for lines in [
        &["BEHIND234 331 Password, please\\r\\n"][..],
        &["BEHIND234 331 Password, please\\r\\n", "DELAY AUTH 0.05"],
        &["BEHIND234 331 Password, please\\r\\n", "SLOWDOWN"],
        &["BEHIND234 x"],
        &["BEHIND234 x", "SLOWDOWN"],
    ] {
        let server = server(lines);
        for _ in 0..10 {
            let error = dial(request(&server, &dir.path().join("pins")), &Arc::new(Scripted::default())).await;
            let error = error.err().unwrap_or_else(|| panic!("{lines:?} was let through"));
            // What comes behind the look at the agreement is taken for TLS, which it is not.
            let told = matches!(error.kind, ErrorKind::FtpProtocol(FtpFault::BytesBeforeTls) | ErrorKind::TlsFailed(_));
            assert!(told, "{lines:?}: {error}");
            assert!(
                lines.contains(&"SLOWDOWN") || matches!(error.kind, ErrorKind::FtpProtocol(_)),
                "{lines:?}: {error}"
            );
        }
        let told = server.told();
        assert!(!told.iter().any(|line| line.starts_with("USER") || line.starts_with("PASS")), "{told:?}");
        assert!(!server.clear().contains(PASSWORD));
    }
}
