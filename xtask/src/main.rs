//! The project's own tasks: what each target of the Makefile does.
//!
//! Every task fetches what it needs by itself, below `target/` and `node_modules/`, so that a fresh
//! machine with git, Rust, Go, Node and apt is enough.
#![allow(
    clippy::print_stdout,
    reason = "a command talks to people on its standard output"
)]

mod build;
mod bundle;
mod ci;
mod clean;
mod demo;
mod deploy;
mod dist;
mod files;
mod icons;
mod manifest;
mod new;
mod run;
mod setup;
mod watch;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The project's own tasks.")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Run checks and tests: all steps of `make test`, or the steps and groups named.
    Ci(ci::Options),
    /// Build the server for this machine, optimised.
    Server,
    /// Build the web app.
    Webapp,
    /// Build the page of the dev server.
    Page,
    /// Write the bundle for this machine: `dist/<id>-<version>.tar.gz`.
    Bundle(bundle::Options),
    /// Write a bundle for each platform, and one with all of them.
    Dist(dist::Options),
    /// Upload the bundle to a running Mattermost and enable the plugin.
    Deploy(deploy::Options),
    /// Build and deploy again at every change.
    Watch(watch::Options),
    /// Start the Zoom sandbox and a Mattermost with the plugin installed, on this machine only.
    Demo(demo::Options),
    /// Compare the SDK with a Go plugin, and the product with its own ceilings.
    Bench(build::Passed),
    /// Keep the Zoom plugin under load for some minutes, and look at its memory.
    Soak(build::Passed),
    /// Write a page with all that the web app shows, in every theme: `dist/gallery.html`.
    Gallery,
    /// Run the fuzz targets.
    Fuzz(build::Passed),
    /// Write a new plugin on the SDK into a folder: `cargo xtask new ../my-plugin`.
    New(new::Options),
    /// Draw the PNG pictures again from assets/profile.svg.
    Icons,
    /// Remove everything that was built or fetched. Keeps the demo's data.
    Clean,
}

fn main() -> ExitCode {
    match carry_out(Cli::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn carry_out(task: Task) -> anyhow::Result<()> {
    match task {
        Task::Ci(options) => ci::run(&options),
        Task::Server => build::server(build::Profile::Release).map(drop),
        Task::Webapp => build::webapp().map(drop),
        Task::Page => build::client().map(drop),
        Task::Bundle(options) => bundle::run(&options),
        Task::Dist(options) => dist::run(&options),
        Task::Deploy(options) => deploy::run(&options),
        Task::Watch(options) => watch::run(&options),
        Task::Demo(options) => demo::run(&options),
        Task::Bench(passed) => build::bench(&passed),
        Task::Soak(passed) => build::soak(&passed),
        Task::Gallery => build::gallery(),
        Task::Fuzz(passed) => build::fuzz(&passed),
        Task::New(options) => new::run(&options),
        Task::Icons => icons::run(),
        Task::Clean => clean::run(),
    }
}
