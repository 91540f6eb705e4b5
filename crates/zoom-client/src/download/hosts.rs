//! Which hosts are the configured Zoom's.

use url::{Host, Url};

/// Whether `url` leads to Zoom, where Zoom lies at `bases`.
pub(crate) fn allowed(bases: &[&Url], url: &Url) -> bool {
    let anonymous = url.username().is_empty() && url.password().is_none();
    anonymous && bases.iter().any(|base| fits(base, url))
}

fn fits(base: &Url, url: &Url) -> bool {
    match url.scheme() {
        "https" => base.origin() == url.origin() || is_below(base, url),
        "http" => base.origin() == url.origin() && is_loopback(url),
        _ => false,
    }
}

/// A domain below the configured one, at the usual port or at the configured one.
fn is_below(base: &Url, url: &Url) -> bool {
    let (Some(Host::Domain(base_name)), Some(Host::Domain(name))) = (base.host(), url.host())
    else {
        return false;
    };
    let port = url.port_or_known_default();
    let below = name
        .strip_suffix(base_name)
        .is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'));
    below && base.scheme() == "https" && (port == Some(443) || port == base.port_or_known_default())
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bases: &[&str], url: &str) -> bool {
        let bases: Vec<Url> = bases.iter().map(|base| Url::parse(base).unwrap()).collect();
        let bases: Vec<&Url> = bases.iter().collect();
        allowed(&bases, &Url::parse(url).unwrap())
    }

    const ZOOM: [&str; 2] = ["https://zoom.us", "https://api.zoom.us/v2"];

    #[test]
    fn zoom_and_the_domains_below_it_are_zoom() {
        for url in [
            "https://zoom.us/rec/download/x",
            "https://api.zoom.us/v2/x",
            "https://us02web.zoom.us/rec/webhook_download/x/y",
            "https://ssrweb.zoom.us/a?b=c",
            "https://a.b.ZOOM.us/",
        ] {
            assert!(check(&ZOOM, url), "{url}");
        }
    }

    #[test]
    fn others_are_not() {
        for url in [
            "http://zoom.us/rec",
            "https://evilzoom.us/",
            "https://zoom.us.evil.example/",
            "https://zoom.us@evil.example/",
            "https://user:pass@zoom.us/",
            "https://zoom.us:8443/",
            "https://us02web.zoom.us:8443/",
            "https://.zoom.us/",
            "https://zoom.us./",
            "ftp://zoom.us/",
            "https://169.254.169.254/latest",
            "file:///etc/passwd",
            "data:text/plain,x",
        ] {
            assert!(!Url::parse(url).is_ok_and(|_| check(&ZOOM, url)), "{url}");
        }
    }

    #[test]
    fn a_self_hosted_zoom_counts_with_its_port() {
        let base = ["https://zoom.corp.example:8443"];
        assert!(check(&base, "https://zoom.corp.example:8443/rec"));
        assert!(check(&base, "https://files.zoom.corp.example:8443/rec"));
        assert!(check(&base, "https://files.zoom.corp.example/rec"));
        assert!(!check(&base, "https://zoom.corp.example/rec"));
        assert!(!check(&base, "https://files.zoom.corp.example:9000/rec"));
    }

    #[test]
    fn plain_http_is_for_loopback_as_configured() {
        for base in [
            "http://127.0.0.1:8070",
            "http://localhost:8070",
            "http://[::1]:8070",
        ] {
            assert!(check(&[base], &format!("{base}/rec")), "{base}");
            assert!(!check(&[base], "http://127.0.0.1:9000/rec"), "{base}");
            assert!(!check(&[base], "https://evil.localhost:8070/rec"), "{base}");
        }
        assert!(!check(&["http://127.0.0.1:1"], "http://localhost:1/"));
        assert!(!check(
            &["http://zoom.corp.example"],
            "http://zoom.corp.example/rec"
        ));
    }
}
