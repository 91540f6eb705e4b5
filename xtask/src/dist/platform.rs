//! The platforms that Mattermost's server runs on.

/// A platform.
pub(crate) struct Platform {
    /// Its name in plugin.json.
    pub(crate) name: &'static str,
    /// Its name for Rust.
    pub(crate) triple: &'static str,
    /// Flags of rustc for this platform alone.
    pub(crate) rustflags: &'static str,
}

/// The oldest C library that the Linux executables run with: that of RHEL 7 and its kin.
const GLIBC: &str = "2.17";

/// All of them.
pub(crate) const PLATFORMS: &[Platform] = &[
    Platform {
        name: "linux-amd64",
        triple: "x86_64-unknown-linux-gnu",
        rustflags: "",
    },
    Platform {
        name: "linux-arm64",
        triple: "aarch64-unknown-linux-gnu",
        rustflags: "",
    },
    Platform {
        name: "windows-amd64",
        triple: "x86_64-pc-windows-gnu",
        rustflags: "",
    },
    Platform {
        name: "darwin-amd64",
        triple: "x86_64-apple-darwin",
        rustflags: "",
    },
    Platform {
        name: "darwin-arm64",
        triple: "aarch64-apple-darwin",
        rustflags: "",
    },
];

impl Platform {
    /// The name for cargo-zigbuild, which takes the version of glibc behind the triple.
    pub(crate) fn zig_triple(&self) -> String {
        if self.triple.ends_with("-linux-gnu") {
            return format!("{}.{GLIBC}", self.triple);
        }
        self.triple.to_owned()
    }

    /// The end of an executable's name.
    pub(crate) fn suffix(&self) -> &'static str {
        if self.triple.contains("windows") {
            ".exe"
        } else {
            ""
        }
    }

    /// True where the system's frameworks are linked, which only Apple hands out.
    pub(crate) fn needs_apple_sdk(&self) -> bool {
        self.triple.contains("apple")
    }
}
