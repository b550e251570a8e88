//! The `foreword` command: unpacks arguments, calls `app`, prints what it returns.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod args;
mod automation;
mod bars;
mod commands;
mod drafting;
mod output;
mod passphrase;
mod programs;
mod schema;
mod text;

use app::{AppError, ErrorCode};
use clap::Parser;
use futures::FutureExt;
use output::{Failure, Out};
use std::{
    io::{self, Write},
    panic::AssertUnwindSafe,
    process::ExitCode,
};

fn main() -> ExitCode {
    app::keep_to_oneself();
    // Before anything else: what reads files from elsewhere opens nothing.
    app::serve_reader().unwrap_or_else(command)
}

#[tokio::main]
async fn command() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_env("FOREWORD_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("error"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).init();
    let cli = match args::Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return refused(&error),
    };
    let out = Out::new(cli.json);
    app::when_loan_is_lost(loan_lost);
    // A fault of our own is an error like any other: in JSON where JSON was asked for, and with the exit status of a failure.
    let outcome = AssertUnwindSafe(commands::run(cli, out)).catch_unwind().await;
    match outcome.unwrap_or_else(|_| Err(Failure::App(fault()))) {
        Ok(status) => ExitCode::from(status),
        // Whoever read us has seen enough, as `head` does.
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(Failure::Output(error)) => {
            failed(out, &AppError::new(ErrorCode::Storage, "Could not write the result").caused_by(error))
        }
        Err(Failure::App(error)) => failed(out, &error),
    }
}

/// A fault of Foreword's own. What it was stands on standard error already.
fn fault() -> AppError {
    AppError::new(ErrorCode::Internal, "Foreword made a mistake and stopped this command. Nothing half-done was kept")
        .hint("Please report it with the lines above, and with what you asked for.")
}

/// Ends this command: the window writes again, and two must not. It was as good as killed, so the next one resumes.
fn loan_lost() {
    let wants_json = std::env::args_os().any(|argument| argument == "--json");
    let error = AppError::new(
        ErrorCode::Busy,
        "The Foreword window has taken back the right to write, so this command was ended",
    )
    .hint("Run it again. What it did up to then stays.");
    failed(Out::new(wants_json), &error);
    std::process::exit(i32::from(error.code.exit_status()));
}

/// Says why a command failed: to scripts on standard output, to people on standard error.
fn failed(out: Out, error: &AppError) -> ExitCode {
    // Where nothing can be written any more, the exit status still speaks.
    let _ = if out.json {
        out.line(&text::error_json(error)).is_ok()
    } else {
        writeln!(io::stderr(), "{}", text::error(error)).is_ok()
    };
    ExitCode::from(error.code.exit_status())
}

/// What clap would not take: help and version are no failures, anything else is wrong usage.
fn refused(error: &clap::Error) -> ExitCode {
    let wants_json = std::env::args_os().any(|argument| argument == "--json");
    if error.use_stderr() && wants_json {
        let rendered = error.to_string();
        let message = rendered.lines().next().unwrap_or_default().trim_start_matches("error: ");
        let error =
            AppError::new(ErrorCode::Usage, message).command_hint("`foreword --help` lists commands and options.");
        return failed(Out::new(true), &error);
    }
    let printed = error.print().is_ok();
    if error.use_stderr() || !printed { ExitCode::from(2) } else { ExitCode::SUCCESS }
}
