//! The `foreword` command: unpacks arguments, calls `app`, prints what it returns.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod args;
mod bars;
mod commands;
mod output;
mod text;

use app::{AppError, ErrorCode};
use clap::Parser;
use output::{Failure, Out};
use std::{
    io::{self, Write},
    process::ExitCode,
};

#[tokio::main]
async fn main() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_env("FOREWORD_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("error"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).init();
    let cli = match args::Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return refused(&error),
    };
    let out = Out::new(cli.json);
    match commands::run(cli, out).await {
        Ok(status) => ExitCode::from(status),
        // Whoever read us has seen enough, as `head` does.
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(Failure::Output(error)) => {
            failed(out, &AppError::new(ErrorCode::Storage, "Could not write the result").caused_by(error))
        }
        Err(Failure::App(error)) => failed(out, &error),
    }
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
