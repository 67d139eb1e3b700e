//! The web app is embedded as it was built last.

fn main() {
    println!("cargo:rerun-if-changed=web/dist");
}
