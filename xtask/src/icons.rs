//! The PNG pictures, drawn from the one SVG by the browser of the browser test.

use crate::{files, run, setup};
use anyhow::Result;
use std::path::Path;

/// The drawing.
const SOURCE: &str = "assets/profile.svg";
/// The bot's picture and the app bar's.
const PICTURES: &[&str] = &["assets/profile.png", "public/app-bar-icon.png"];
/// The side of the window in CSS pixels: Chromium opens none much smaller.
const WINDOW: u32 = 512;
/// From the window to the picture of 256 pixels.
const SCALE: &str = "0.5";

/// Draws them again.
pub(crate) fn run() -> Result<()> {
    let browser = setup::chromium()?;
    let scratch = files::target().join("xtask/icons");
    let page = scratch.join("page.html");
    files::write(
        &page,
        page_around(&files::read(&files::at(SOURCE))?).as_bytes(),
    )?;
    for picture in PICTURES {
        draw(&browser, &scratch, &page, picture)?;
        println!("{picture}");
    }
    Ok(())
}

fn draw(browser: &Path, scratch: &Path, page: &Path, picture: &str) -> Result<()> {
    let chromium = run::program(browser)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
        ])
        .args([
            "--no-first-run",
            "--disable-background-networking",
            "--disable-sync",
        ])
        .args([
            "--disable-component-update",
            "--default-background-color=00000000",
        ])
        .arg(format!(
            "--user-data-dir={}",
            scratch.join("browser").display()
        ))
        .arg(format!("--force-device-scale-factor={SCALE}"))
        .arg(format!("--window-size={WINDOW},{WINDOW}"))
        .arg(format!("--screenshot={}", files::at(picture).display()))
        .arg(format!("file://{}", page.display()));
    chromium.quietly().map(drop)
}

fn page_around(svg: &str) -> String {
    let style = format!("margin:0;width:{WINDOW}px;height:{WINDOW}px");
    format!("<!doctype html><body style=\"{style}\">{svg}</body>")
}
