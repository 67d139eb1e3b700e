//! Who is there: a person, or one of the machines that open mails and follow links before people do.

/// What a hit says about its sender.
#[derive(Debug, Clone, Default)]
pub struct Visitor {
    pub user_agent: Option<String>,
    /// It wants to know of the page, not to see it: HEAD, or a prefetch.
    pub only_looks: bool,
}

/// Words by which programs name themselves in their user agent: robots, previews, mail scanners, tools.
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
/// Proxies that load pictures for many readers, whether these open the mail or not. (Google's loads them when the mail
/// is opened, so it counts.)
const PICTURE_LOADERS: [&str; 2] = ["yahoomailproxy", "applemail"];

impl Visitor {
    /// Whether a click looks like a person's: a browser that wants to see the page.
    pub fn looks_like_a_person(&self) -> bool {
        let Some(agent) = self.user_agent.as_deref().map(str::to_lowercase) else { return false };
        !self.only_looks && agent.contains("mozilla/") && is_a_browser(&agent)
    }
    /// Whether an open looks like a reader's: also through a proxy that asks when the reader does.
    pub fn looks_like_a_reader(&self) -> bool {
        let Some(agent) = self.user_agent.as_deref().map(str::to_lowercase) else { return false };
        if self.only_looks || PICTURE_LOADERS.iter().any(|loader| agent.contains(loader)) {
            return false;
        }
        agent.contains("googleimageproxy") || is_a_browser(&agent)
    }
}

/// Apple's mail privacy loads every picture under the bare name `Mozilla/5.0`.
fn is_a_browser(agent: &str) -> bool {
    agent.trim() != "mozilla/5.0" && !MACHINES.iter().any(|machine| agent.contains(machine))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visitor(agent: &str) -> Visitor {
        Visitor { user_agent: Some(agent.into()), only_looks: false }
    }
    const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0";

    #[test]
    fn browsers_are_people() {
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";
        for agent in [FIREFOX, phone] {
            assert!(visitor(agent).looks_like_a_person() && visitor(agent).looks_like_a_reader());
        }
        assert!(visitor("Mozilla/5.0 (via ggpht.com GoogleImageProxy)").looks_like_a_reader());
    }

    #[test]
    fn machines_are_not() {
        let machines = [
            "Mozilla/5.0",
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "Mozilla/5.0 (compatible; BarracudaSentinel (EE))",
            "curl/8.5.0",
            "python-requests/2.32",
            "",
        ];
        for agent in machines {
            assert!(!visitor(agent).looks_like_a_person(), "{agent}");
        }
        assert!(!Visitor::default().looks_like_a_person());
        assert!(!Visitor { only_looks: true, ..visitor(FIREFOX) }.looks_like_a_person());
        assert!(!visitor("Mozilla/5.0").looks_like_a_reader());
    }
}
