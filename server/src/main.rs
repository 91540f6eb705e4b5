//! The executable that Mattermost starts: it hands over to the library.

fn main() -> std::process::ExitCode {
    zoom_plugin::run()
}
