//! Distinguishes people from machines that open e-mails and follow links, such as proxies and mail scanners.

/// The client of a tracking request.
#[derive(Debug, Clone, Default)]
pub struct Visitor {
    pub user_agent: Option<String>,
    /// Whether the request is a HEAD or a prefetch.
    pub is_prefetch: bool,
}

/// Substrings of user agents of robots, link previews, mail scanners and tools.
const MACHINES: [&str; 24] = [
    "bot",
    "crawl",
    "spider",
    "slurp",
    "preview",
    "scan",
    "monitor",
    "barracuda",
    "proofpoint",
    "mimecast",
    "safelinks",
    "symantec",
    "forcepoint",
    "trendmicro",
    "headless",
    "phantom",
    "curl",
    "wget",
    "python",
    "java/",
    "go-http",
    "okhttp",
    "axios",
    "libwww",
];
/// Proxies that load images whether the e-mail is opened or not. Google's proxy only loads them when the
/// e-mail is opened, so it counts.
const IMAGE_PROXIES: [&str; 2] = ["yahoomailproxy", "applemail"];

impl Visitor {
    /// Whether a click is likely by a person, with a browser.
    pub fn is_likely_click(&self) -> bool {
        let Some(agent) = self.user_agent.as_deref().map(str::to_lowercase) else { return false };
        !self.is_prefetch && agent.contains("mozilla/") && is_browser(&agent)
    }
    /// Whether an open is likely by a person, with a browser or through a proxy that loads images on demand.
    pub fn is_likely_open(&self) -> bool {
        let Some(agent) = self.user_agent.as_deref().map(str::to_lowercase) else { return false };
        if self.is_prefetch || IMAGE_PROXIES.iter().any(|proxy| agent.contains(proxy)) {
            return false;
        }
        agent.contains("googleimageproxy") || is_browser(&agent)
    }
}

/// Apple Mail Privacy Protection loads all images with the bare user agent `Mozilla/5.0`.
fn is_browser(agent: &str) -> bool {
    agent.trim() != "mozilla/5.0" && !MACHINES.iter().any(|machine| agent.contains(machine))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visitor(agent: &str) -> Visitor {
        Visitor { user_agent: Some(agent.into()), is_prefetch: false }
    }
    const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0";

    #[test]
    fn browsers_count_as_people() {
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";
        for agent in [FIREFOX, phone] {
            assert!(visitor(agent).is_likely_click() && visitor(agent).is_likely_open());
        }
        assert!(visitor("Mozilla/5.0 (via ggpht.com GoogleImageProxy)").is_likely_open());
    }

    #[test]
    fn machines_do_not_count_as_people() {
        let machines = [
            "Mozilla/5.0",
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "Mozilla/5.0 (compatible; BarracudaSentinel (EE))",
            "curl/8.5.0",
            "python-requests/2.32",
            "",
        ];
        for agent in machines {
            assert!(!visitor(agent).is_likely_click(), "{agent}");
        }
        assert!(!Visitor::default().is_likely_click());
        assert!(!Visitor { is_prefetch: true, ..visitor(FIREFOX) }.is_likely_click());
        assert!(!visitor("Mozilla/5.0").is_likely_open());
    }
}
