//! The steps of `make test`: each can be run alone, and says how to mend what it found.

mod dependencies;
mod lockfiles;
mod packages;
mod steps;
mod versions;

use anyhow::{Result, bail};
use std::time::{Duration, Instant};
use steps::{STEPS, Step};

/// Options of `cargo xtask ci`.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Steps or groups to run (default: all). Groups: check-style, unit, host, browser, fuzzing.
    names: Vec<String>,
    /// Only list the steps.
    #[arg(long)]
    list: bool,
    /// Stop at the first step that fails.
    #[arg(long)]
    fail_fast: bool,
}

/// Runs the steps chosen, in their order, and sums up.
pub(crate) fn run(options: &Options) -> Result<()> {
    let chosen = chosen(&options.names)?;
    if options.list {
        for step in chosen {
            println!("{:<12} {:<12} {}", step.name, step.group, step.about);
        }
        return Ok(());
    }
    let began = Instant::now();
    let mut failed = Vec::new();
    for step in &chosen {
        if !run_step(step) {
            failed.push(step.name);
            if options.fail_fast {
                break;
            }
        }
    }
    sum_up(chosen.len(), &failed, began.elapsed())
}

fn chosen(names: &[String]) -> Result<Vec<&'static Step>> {
    for name in names {
        if !STEPS.iter().any(|step| step.is(name)) {
            bail!("no such step: {name} (`cargo xtask ci --list` names them)");
        }
    }
    let wanted = |step: &&Step| names.is_empty() || names.iter().any(|name| step.is(name));
    Ok(STEPS.iter().filter(wanted).collect())
}

/// Runs one step; true when it found nothing.
fn run_step(step: &Step) -> bool {
    println!("==> {}: {}", step.name, step.about);
    let began = Instant::now();
    let result = (step.run)();
    let took = seconds(began.elapsed());
    match &result {
        Ok(()) => println!("    {} passed in {took}\n", step.name),
        Err(error) => {
            println!(
                "{error:#}\n    {} FAILED after {took}; {}\n",
                step.name, step.mend
            );
        }
    }
    result.is_ok()
}

/// Prints the line that a CI reads, and fails where a step did.
fn sum_up(chosen: usize, failed: &[&str], took: Duration) -> Result<()> {
    let passed = chosen.saturating_sub(failed.len());
    println!(
        "steps: {passed} passed, {} failed in {}",
        failed.len(),
        seconds(took)
    );
    if failed.is_empty() {
        return Ok(());
    }
    bail!("failed: {}", failed.join(", "))
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}
