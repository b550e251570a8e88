//! Other programs: the server that answers them, and what the rep lets each do.

use crate::{
    args::{McpArgs, McpCommand},
    commands::DONE,
    output::{Failure, Out},
    text,
};
use app::{AppError, ErrorCode, ProgramTool, Settings, SwitchProgram};
use serde_json::json;
use std::io::{self, Write as _};
use tokio_util::sync::CancellationToken;

/// Serves, or shows and switches what programs may.
pub async fn run(settings: &Settings, args: McpArgs, cancel: &CancellationToken, out: Out) -> Result<u8, Failure> {
    let McpArgs { http, show_token, new_token, what } = args;
    match what {
        None if show_token || new_token => {
            let token = app::program_token(settings, new_token)?;
            out.show(&json!({ "token": token.reveal() }), |_| token.reveal().to_owned())?;
        }
        None => serve(settings, http, cancel).await?,
        Some(McpCommand::Clients) => {
            let open = app::open_for_reading(settings).await?;
            out.show(&app::programs(&open)?, |all| text::clients(all, &open.zone(), out.style))?;
        }
        Some(McpCommand::Calls { client, n }) => {
            let open = app::open_for_reading(settings).await?;
            let calls = app::program_calls(&open, client.as_deref(), n)?;
            out.show(&json!({ "calls": calls }), |_| text::program_calls(&calls, &open.zone(), out.style))?;
        }
        Some(McpCommand::Allow { client, tool }) => switch(settings, client, tool, true, out).await?,
        Some(McpCommand::Deny { client, tool }) => switch(settings, client, tool, false, out).await?,
    }
    Ok(DONE)
}

/// Standard output belongs to the protocol; what is for people goes to standard error.
async fn serve(settings: &Settings, http: Option<u16>, cancel: &CancellationToken) -> Result<(), Failure> {
    let Some(port) = http else {
        mcp::serve_stdio(settings.clone(), cancel).await?;
        if cancel.is_cancelled() {
            // A read of standard input that waits cannot be called off on every system, and the runtime would wait for it.
            std::process::exit(i32::from(DONE));
        }
        return Ok(());
    };
    let request = mcp::HttpRequest { port, token: app::program_token(settings, false)? };
    let listening = |address: &str| {
        let _ = writeln!(
            io::stderr(),
            "Listening on {address}. Programs show the token of `foreword mcp --show-token`. Press Ctrl-C to stop."
        );
    };
    Ok(mcp::serve_http(settings.clone(), request, listening, cancel).await?)
}

async fn switch(
    settings: &Settings,
    program: String,
    tool: Option<String>,
    is_on: bool,
    out: Out,
) -> Result<(), Failure> {
    let tool = tool.map(|name| tool_named(&name)).transpose()?;
    let writable = app::open_for_writing(settings).await?;
    let all = app::switch_program(&writable.open, &SwitchProgram { program, tool, is_on }, settings.now())?;
    out.show(&all, |all| text::clients(all, &writable.open.zone(), out.style))
}

fn tool_named(name: &str) -> Result<ProgramTool, AppError> {
    ProgramTool::named(name).ok_or_else(|| {
        let known = ProgramTool::ALL.map(ProgramTool::as_str).join(", ");
        AppError::new(ErrorCode::Usage, format!("There is no tool “{name}”"))
            .hint("Choose one of the list.")
            .command_hint(format!("The tools are {known}."))
    })
}
